// Runs the program for the build, and keeps the compiled code of the functions that were called.
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { COMPILED, loaded } = require('../bin/building-sim.js');

process.on('exit', () => {
  mkdirSync(COMPILED, { recursive: true });
  for (const [name, { script }] of loaded) writeFileSync(join(COMPILED, name), script.createCachedData());
});
