#!/usr/bin/env node
await import('../dist/main.js').catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  process.stderr.write('building-sim: it is not built yet: run npm ci in its folder\n');
  process.exitCode = 2;
});
