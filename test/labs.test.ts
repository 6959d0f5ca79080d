import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startChild } from './cli/child.ts';
import { freePorts } from './cli/free-port.ts';
import { lacks, type Part } from './parts.ts';

const LABS = readdirSync('labs').filter((name) => name.endsWith('.sh') && name !== 'lab.sh');

const NEEDS: Readonly<Record<string, Part>> = {
  'notebook.sh': 'python3-scapy',
  'paho.sh': 'python3-paho-mqtt',
};

/** A lab uses up to five ports from PORT on. Another program listens on these: the broker's, a trace's. */
const TAKEN: Readonly<Record<string, number>> = { 'retained.sh': 0, 'packets.sh': 2 };

/** Noise of bash, words of OpenSSL, and a test's own notes: nothing for a student. */
const NOISE = /line \d+:|Killed|Terminated|SSL routines|error:[0-9A-F]{8}|# expect|undefined|NaN/;

const COMPARISON = readFileSync('labs/mqtt-sn-or-mqtt.md', 'utf8');

/** The figures of the comparison, a line each. */
const comparison = () => (/^```\n([\s\S]*?)\n```$/m.exec(COMPARISON)?.[1] ?? '').split('\n');

const runLab = (name: string, env: NodeJS.ProcessEnv) =>
  startChild('/bin/bash', [`labs/${name}`], { env: { ...process.env, ...env } }).ended;

/** The patterns of a lab's output, one a line. */
function expectations(name: string): RegExp[] {
  const lines = readFileSync(`test/labs/${name.replace('.sh', '.expect')}`, 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((pattern) => new RegExp(pattern, 'm'));
}

// Only a lab that hangs takes so long.
describe.concurrent('labs', { timeout: 600_000 }, () => {
  for (const name of LABS) {
    const need = NEEDS[name];
    it.skipIf(need !== undefined && lacks(need))(name, async () => {
      const port = await freePorts(5);
      const stranger = await strangerOn(name in TAKEN ? port + (TAKEN[name] ?? 0) : undefined);
      const { code, stdout, stderr } = await runLab(name, { PORT: String(port), SECONDS_TO_RUN: '5' });
      stranger?.server.close();
      expect(code, `${stdout}\n${stderr}`).toBe(0);
      for (const pattern of expectations(name)) expect(stdout).toMatch(pattern);
      if (name === 'mqtt-sn-or-mqtt.sh')
        expect(stdout.split('\n')).toEqual(expect.arrayContaining(comparison()));
      expect(stdout).toMatch(/^\? .*\n[\s\S]*^\w+│ \$ building-sim [\s\S]*^= /m);
      expect(stdout).not.toMatch(NOISE);
      expect(stderr).toBe('');
      expect(stranger?.heard ?? '').not.toMatch(/BUILDING|lab\//);
    });
  }

  it('without its Python says what it needs', async () => {
    const { code, stdout } = await runLab('paho.sh', { PYTHON: 'false' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^skipped: .*paho-mqtt/) });
  });
});

/** A program with a port, as mosquitto has 1883 where Debian installed it. Its name may be asked, but no lab uses it. */
async function strangerOn(port: number | undefined): Promise<{ server: Server; heard: string } | undefined> {
  if (port === undefined) return undefined;
  const stranger = { server: createServer(), heard: '' };
  stranger.server.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      stranger.heard += bytes.toString('latin1');
      socket.destroy();
    });
  });
  stranger.server.listen(port, '127.0.0.1');
  await once(stranger.server, 'listening');
  return stranger;
}

describe('the documents of the labs', () => {
  const readme = readFileSync('labs/README.md', 'utf8');

  it('have the bytes of a reading with the headers of IP and UDP', () => {
    const bytes = comparison().map((row) => Number(/(\d+) bytes/.exec(row)?.[1]));
    const withHeaders = [0, 1].map((qos) => Math.round((bytes[qos] ?? 0) / 1000 + 28 * (qos + 1)));
    expect(withHeaders).toEqual([121, 156]);
    expect(COMPARISON).toContain(`${withHeaders[0]} bytes at QoS 0, and ${withHeaders[1]} bytes at QoS 1`);
  });

  it.each(LABS)('have a row with order, time and exercise for %s', (name) => {
    expect(readme).toMatch(new RegExp(`^\\| +\\d+ \\| \`${name}\` +\\| +\\d+ min \\| .+ \\|$`, 'm'));
    expect(existsSync(`test/labs/${name.replace('.sh', '.expect')}`)).toBe(true);
  });
});
