import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readBounded } from '../src/bounded-file.ts';
import { COMMANDS } from '../src/commands/index.ts';
import type { Option } from '../src/options/option.ts';
import { runHere, startHere } from './cli/run-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-bounded-'));
afterAll(() => rmSync(folder, { recursive: true }));

function sparse(name: string, size: number): string {
  const path = join(folder, name);
  writeFileSync(path, '', { mode: 0o600 });
  truncateSync(path, size);
  return path;
}

function pipe(name: string): string {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  return path;
}

it('reads a file up to the bound, and no larger one', () => {
  const path = sparse('small', 1000);
  expect(readBounded(path, 1000)).toEqual(Buffer.alloc(1000));
  expect(() => readBounded(path, 999)).toThrow(/larger than/);
});

/** Time of the processor: the machine may be busy with other tests. */
const MAX_CPU_MS = 2000;
/** Every option and argument that names a file of settings or secrets. FILE stands for the path. */
const READS = [
  'rules check FILE',
  'rules explain B/P_1/N/1/TEMP --rules FILE',
  'rules test FILE',
  'topics list --config FILE',
  'topics list --layout FILE',
  'publish --dry-run --faults FILE',
  'publish --dry-run --payload-template FILE',
  'watch -L mqtt://127.0.0.1:1 --payload-template FILE',
  'publish -t a -f FILE',
  'publish -u ann --password-file FILE',
  'publish --clients room --credentials FILE',
  'watch -L mqtts://127.0.0.1:1 --cafile FILE',
  'watch -L mqtts://127.0.0.1:1 --cert FILE --key FILE',
  'gateway -L mqtt://127.0.0.1:1 --predefined FILE',
  'check FILE',
  'check alarm --exec true --key FILE',
  'broker -p 0 --users FILE',
  'broker -p 0 --acl FILE',
  'broker -p 0 --tls-port 0 --cert FILE --key FILE',
  'broker passwd FILE ann',
  'alarm -L mqtt://127.0.0.1:1 --state FILE',
  'alarm -L mqtt://127.0.0.1:1 --state NEW --from-state FILE',
];
/** Those that name a recording. */
const STREAMS = [
  'publish --dry-run --replay FILE',
  'rules run FILE',
  'rules score --truth FILE --alarms -',
  'rules score --truth EMPTY --alarms FILE',
];

function command(line: string, path: string): readonly string[] {
  const names = { FILE: path, NEW: join(folder, 'new'), EMPTY: sparse('empty', 0) };
  return line.split(' ').map((word) => names[word as keyof typeof names] ?? word);
}

/** Those that are written. */
const WRITES = [
  'publish --truth FILE',
  'trace --pcapng FILE',
  'rules test TESTS --junit FILE',
  'dashboard --record FILE',
  'check alarm --exec true --results FILE',
];

it('has each option of a file in one of these lists', async () => {
  const lines = [...READS, ...STREAMS, ...WRITES].join('\n');
  const leaves = COMMANDS.flatMap((entry) => [
    ...('load' in entry ? [entry] : []),
    ...('commands' in entry ? entry.commands : []),
  ]);
  const missing: string[] = [];
  for (const leaf of leaves) {
    for (const [name, { takes, alias }] of Object.entries<Option<unknown>>((await leaf.load()).options)) {
      if (takes === 'FILE' && !lines.includes(`--${name} `) && !lines.includes(`-${alias} `))
        missing.push(name);
    }
  }
  expect(missing).toEqual([]);
});

describe.skipIf(process.platform === 'win32')('one line at once', () => {
  const PIPE = 'a pipe without a writer';
  it.each([
    ['a device without an end', () => '/dev/zero', /larger than|longer than|does not begin|device/],
    [PIPE, () => pipe('silent'), /nothing comes out of this pipe|a pipe/],
    ['a folder', () => folder, /directory/],
    [
      'a file of 10 GB',
      () => sparse('large', 10 * 2 ** 30),
      /larger than|longer than|does not begin|no line of a state/,
    ],
  ])('for %s', async (name, make, reason) => {
    const path = make();
    for (const line of name === PIPE ? READS : [...READS, ...STREAMS]) {
      const start = process.cpuUsage();
      const { code, stderr } = await runHere(command(line, path));
      expect(code, line).toBe(2);
      expect(stderr, line).toMatch(reason);
      expect(stderr.trimEnd().split('\n'), line).toHaveLength(1);
      const { user, system } = process.cpuUsage(start);
      expect((user + system) / 1000, line).toBeLessThan(MAX_CPU_MS);
    }
  });

  it.each(STREAMS)('%s waits for the writer of a pipe, says so, and ends at a signal', async (line) => {
    const waiting = startHere(command(line, pipe(`waiting${STREAMS.indexOf(line)}`)));
    await waiting.errLine(/nothing comes yet/);
    const { code, stderr } = await waiting.stop('SIGTERM');
    expect(stderr).toMatch(/waits for the pipe .*nothing comes yet/);
    expect(code).toBe(143);
  });

  it('publishes what a pipe brings, from whoever opens the pipe later', async () => {
    const path = pipe('recording');
    const running = runHere(['publish', '--dry-run', '-J', '--speed', 'max', '--replay', path]);
    const line = '{"topic":"B/P_1/N/1/HUM","time":"2026-01-05T08:00:00Z","value":50}';
    spawn('sh', ['-c', 'echo "$1" >"$0"; ', path, line]);
    const { code, stdout } = await running;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ sensor: 'HUM', value: 50 });
  });

  it('refuses to write to a pipe without a reader', async () => {
    const truth = pipe('unread');
    const { code, stderr } = await runHere(['publish', '--dry-run', '--count', '1', '--truth', truth]);
    expect(stderr).toMatch(/--truth '.*': can't be written: no such device or address/);
    expect(code).toBe(2);
  });

  it('reads a pipe to its end, also if the writer is slow', async () => {
    const path = pipe('slow');
    const writer = spawn('sh', [
      '-c',
      'exec 3<>"$0"; echo ready; sleep 0.2; echo hello >&3; sleep 0.2',
      path,
    ]);
    await once(writer.stdout, 'data');
    expect(readBounded(path).toString()).toBe('hello\n');
  });
});
