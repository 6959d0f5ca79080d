#!/usr/bin/env node
// The program is in CommonJS, because Node's loader of ES modules costs a start 8 % of its CPU. The build leaves the
// compiled code of each file beside the files, for its own version of Node: with that, `publish --count 1` takes 2.2
// times the CPU of `node -e 0`, and 2.7 without. Node can keep compiled code by itself only from version 22.1 on.
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const DIST = join(__dirname, '..', 'dist');
const COMPILED = join(DIST, 'compiled', `${process.version}-${process.arch}`);

/** The files loaded so far, by name. */
const loaded = new Map();

/** Loads a file of dist with its compiled code. V8 refuses code that is not for its version or flags, and compiles. */
function load(name) {
  const known = loaded.get(name);
  if (known) return known.module.exports;
  const filename = join(DIST, name);
  // The build writes ASCII only, and so V8 keeps the text in one byte a character.
  const text = `(function(exports,require,module,__filename,__dirname){${readFileSync(filename, 'latin1')}\n})`;
  const path = join(COMPILED, name);
  const cachedData = existsSync(path) ? readFileSync(path) : undefined;
  const script = new Script(text, { filename, cachedData });
  const module = { exports: {} };
  loaded.set(name, { module, script });
  const requireFrom = (id) => (id.startsWith('./') ? load(id.slice(2)) : require(id));
  script.runInThisContext()(module.exports, requireFrom, module, filename, DIST);
  return module.exports;
}

try {
  if (existsSync(COMPILED) || require.main !== module) {
    load('main.cjs');
  } else {
    require('node:module').enableCompileCache?.();
    require(join(DIST, 'main.cjs'));
  }
} catch (error) {
  if (error.code !== 'MODULE_NOT_FOUND' && error.code !== 'ENOENT') throw error;
  process.stderr.write('building-sim: it is not built yet: run npm ci in its folder\n');
  process.exitCode = 2;
}

/** For the build, which runs the program and keeps its compiled code. */
module.exports = { COMPILED, loaded };
