// Tests src/commands/publish/workers.ts and relay-lines.ts

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from './free-port.ts';
import { byTopic, jsonLines, runCli, startCli } from './run.ts';

const RUN = ['publish', '--dry-run', '--seed', '1', '--start', '2026-01-05T08:00:00Z'];
const FAST = ['--speed', 'max', '--rate', '100', '--duration', '20s'];

describe('publish --workers', () => {
  it.each([
    ['sensor', []],
    ['room, in one message', ['--payload-template', 'zigbee2mqtt']],
  ])('has the same readings in the same order for each %s as one process', async (_, template) => {
    const [one, three] = await Promise.all([
      runCli([...RUN, ...FAST, ...template, '-J']),
      runCli([...RUN, ...FAST, ...template, '-J', '--workers', '3']),
    ]);
    expect(jsonLines(one.stdout)).toHaveLength(2000);
    expect(byTopic(three.stdout)).toEqual(byTopic(one.stdout));
  });

  it('writes whole lines to a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'building-sim-workers-'));
    const file = join(folder, 'out.jsonl');
    const out = openSync(file, 'w');
    const args = ['bin/building-sim.js', ...RUN, ...FAST, '-J', '--workers', '2'];
    const [code] = await once(spawn(process.execPath, args, { stdio: ['ignore', out, 'inherit'] }), 'exit');
    expect([code, jsonLines(readFileSync(file, 'utf8')).length]).toEqual([0, 2000]);
    rmSync(folder, { recursive: true });
  });

  it('prints one head of a table', async () => {
    const { stdout } = await runCli([...RUN, ...FAST, '--output', 'csv', '--workers', '2']);
    const lines = stdout.trimEnd().split('\n');
    expect([lines.length, lines.filter((line) => line.startsWith('type,')).length]).toEqual([2001, 1]);
  });

  it('says which worker was killed, and stops the others', async () => {
    const run = spawn(process.execPath, ['bin/building-sim.js', ...RUN, '--rate', '50', '--workers', '3']);
    let errors = '';
    run.stderr.on('data', (text) => {
      errors += text;
    });
    await once(run.stdout, 'data');
    const [worker] = readFileSync(`/proc/${run.pid}/task/${run.pid}/children`, 'utf8').split(' ');
    process.kill(Number(worker), 'SIGKILL');
    const [code] = await once(run, 'close');
    expect([code, errors]).toEqual([
      1,
      expect.stringMatching(/^worker [123] was ended by SIGKILL, and the others stop/m),
    ]);
  });

  it('ends with the first exit code when a worker fails, and stops the others', async () => {
    const url = `mqtt://127.0.0.1:${await freePort()}`;
    const { code, stderr } = await runCli(['publish', '-L', url, '--workers', '2', '--seed', '1']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^worker [12]: building-sim: can't reach/m);
  });

  it('ends its workers when it is killed', async () => {
    let open = 0;
    const broker = createServer((socket) => {
      open++;
      socket.on('error', () => {}).on('close', () => open--);
      socket.once('data', () => socket.write(Buffer.of(0x20, 2, 0, 0)));
      socket.resume();
    });
    await once(broker.listen(0, '127.0.0.1'), 'listening');
    const { port } = broker.address() as AddressInfo;
    const args = ['bin/building-sim.js', 'publish', '-L', `mqtt://127.0.0.1:${port}`, '--workers', '2'];
    const parent = spawn(process.execPath, args, { stdio: 'ignore' });
    await expect.poll(() => open).toBe(2);
    parent.kill('SIGKILL');
    await expect.poll(() => open).toBe(0);
    broker.close();
  });

  it('passes a signal on', async () => {
    const publish = startCli(['publish', '--dry-run', '--workers', '2', '--rate', '50']);
    await publish.line(/BUILDING/);
    const { code } = await publish.stop('SIGINT');
    expect(code).toBe(130);
  });
});
