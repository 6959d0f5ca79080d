// Keeps the compiled code of the program for bin/building-sim.js: of all functions that the commands below use.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';

/** Runs of the program. Each adds to the compiled code of the runs before. */
const RUNS = [
  ['--help'],
  ['publish', '-L', 'URL', '-C', '1'],
  ['alarm', '-L', 'URL', '--duration', '100ms'],
  ['alarm', '-L', 'URL', '-J', '--duration', '100ms'],
  ['watch', '-L', 'URL', '--duration', '100ms'],
  ['broker', '--port', '0', '--duration', '100ms'],
];

export async function keepCompiled() {
  const broker = createServer(answer).listen(0, '127.0.0.1');
  await once(broker, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (broker.address());
  for (const run of RUNS) {
    const args = run.map((word) => (word === 'URL' ? `mqtt://127.0.0.1:${port}` : word));
    await promisify(execFile)(process.execPath, ['scripts/compiled-run.cjs', ...args]);
  }
  broker.close();
}

const CONNECT = 0x10;
const SUBSCRIBE = 0x82;

/** A broker that accepts everything, and delivers to each subscriber a reading that is an alarm, and one that ends it. */
function answer(/** @type {import('node:net').Socket} */ socket) {
  socket.on('error', () => {});
  socket.on('data', (data) => {
    if (data[0] === CONNECT) socket.write(Buffer.of(0x20, 2, 0, 0));
    const at = data.indexOf(SUBSCRIBE);
    if (at < 0) return;
    socket.write(Buffer.of(0x90, 3, data[at + 2] ?? 0, data[at + 3] ?? 0, 0));
    for (const value of [41, 21]) socket.write(reading(value));
  });
}

/** A PUBLISH. */
function reading(/** @type {number} */ value) {
  const topic = 'BUILDING/P_1/N/1/TEMP';
  const body = Buffer.from(`\0${String.fromCharCode(topic.length)}${topic}{"value":${value}}`);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}
