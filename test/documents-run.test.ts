// Runs the commands of the documents, in this process.
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Broker, createBroker } from '../src/broker/broker.ts';
import { freePort } from './cli/free-port.ts';
import { type Here, runHere, startHere } from './cli/run-here.ts';
import { commandBlocks, consoleLines, documents, type Pipeline, shellBlocks, splitLine } from './docs.ts';

const texts = documents.map(({ text }) => text).join('\n');

describe('the command lines of the documents with their output', () => {
  it.each(commandBlocks(texts))('$line', async ({ line, output }) => {
    const { stdout, code } = await runHere(splitLine(line));
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual(output);
  });
});

let broker: Broker;
let folder: string;
let url: string;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-'));
  broker = await createBroker();
  const { port } = await broker.listen({ host: '127.0.0.1', port: 0 });
  url = `mqtt://127.0.0.1:${port}`;
  env = { BUILDING_SIM_URL: url };
  // Retained breaches: every listening command has something to show at once.
  const room = [
    '--floor',
    '2',
    '--wing',
    'O',
    '--sensor',
    'TEMP',
    '--value',
    '31.4',
    '--retain',
    '--qos',
    '1',
  ];
  for (const number of ['4', '5', '6']) await runHere(['publish', ...room, '--room', number], { env });
  await runHere(['broker', 'passwd', join(folder, 'users.txt'), 'ann'], { stdin: 'a password\n' });
  await writeFile(join(folder, 'rights.txt'), 'topic readwrite #\n');
  const program = resolve('test', 'check', 'programs', 'right', 'alarm_mqttjs.mjs');
  for (const student of ['s01', 's02']) {
    await mkdir(join(folder, 'submissions', student), { recursive: true });
    await writeFile(join(folder, 'submissions', student, 'alarm.mjs'), `await import('${program}');\n`);
  }
});

afterAll(async () => {
  await broker.close();
  await rm(folder, { recursive: true });
});

describe('the command lines of the documents whose output varies', () => {
  it.each(consoleLines(texts))('%s', async (line) => {
    const command = startHere(splitLine(line), { env });
    await command.line(/./);
    command.kill('SIGINT');
    const { code, stderr } = await command.ended;
    expect([0, 130], stderr).toContain(code);
  });
});

/** Commands of other programs do not run here, each for a reason. */
const OTHERS: Readonly<Record<string, string>> = {
  npm: 'installs from the network, or runs all tests; test/package.test.ts installs the package',
  jq: 'may not be installed; it only formats',
  systemctl: 'needs systemd and root',
  echo: 'writes a file of root',
  for: 'the call inside runs once',
  done: 'the call inside runs once',
};

describe('the shell blocks of the documents', () => {
  const blocks = shellBlocks(texts);
  const unique = blocks.filter(({ name }, i) => blocks.findIndex((other) => other.name === name) === i);

  it('are found', () => {
    expect(unique.flatMap(({ pipelines }) => pipelines).length).toBeGreaterThan(25);
  });

  it('run what others they name elsewhere, or not at all', () => {
    expect(unique.flatMap(({ others }) => others).filter((name) => OTHERS[name] === undefined)).toEqual([]);
  });

  it.each(unique.filter(({ pipelines }) => pipelines.length > 0))('$name', async ({ pipelines }) => {
    const gateway = `127.0.0.1:${await freePort()}`;
    const background: Here[] = [];
    for (const pipeline of pipelines) {
      const last = await start(pipeline, gateway);
      if (pipeline.isBackground) background.push(last);
      else await finish(last, pipeline);
    }
    for (const command of background) {
      command.kill('SIGINT');
      expect([0, 130], command.stderr).toContain((await command.ended).code);
    }
  });
});

/** Starts the last call of a pipeline, with the output of the calls before as its input. */
async function start({ calls, into }: Pipeline, gateway: string): Promise<Here> {
  let stdin = '';
  const [last = [], ...before] = calls
    .map((words) => words.filter((word) => !OPENS_A_BROWSER.has(word)).map((word) => here(word, gateway)))
    .map((words) => (words.join(' ').startsWith('broker class') ? [...words, join(folder, 'class')] : words))
    .reverse();
  for (const words of before.reverse()) {
    const { code, stdout, stderr } = await runHere(words, { env, stdin });
    expect(code, stderr).toBe(0);
    stdin = stdout;
  }
  const command = startHere(last, { env: { ...env, ...listening(last, gateway) }, stdin });
  if (isEndless(last)) await firstLine(command, into !== undefined);
  const recording = last[last.indexOf('--record') + 1];
  if (last.includes('--record'))
    await expect.poll(async () => (await stat(`${recording}`)).size).toBeGreaterThan(0);
  return command;
}

async function firstLine(command: Here, isResult: boolean): Promise<void> {
  const result = command.line(/./);
  await (isResult ? result : Promise.race([result, command.errLine(/^listening |listens on |http:/)]));
}

async function finish(command: Here, { calls, into }: Pipeline): Promise<void> {
  if (isEndless(calls.at(-1) ?? [])) command.kill('SIGINT');
  const { code, stdout, stderr } = await command.ended;
  expect([0, 130], stderr).toContain(code);
  if (into !== undefined && /^[\w-]+\.\w+$/.test(into)) await writeFile(join(folder, into), stdout);
}

/** The options of a command that end it by themselves; without one it goes on until Ctrl-C. */
const ENDED_BY: Readonly<Record<string, RegExp>> = {
  alarm: /^--(duration|timeout|subscribe-only)$/,
  broker: /^(class|passwd)$/,
  dashboard: /^--duration$/,
  demo: /^--duration$/,
  gateway: /^$/,
  publish: /^(-t|--(count|dry-run|duration|replay|value))$/,
  trace: /^--(count|duration)$/,
  watch: /^--(duration|timeout|subscribe-only)$/,
};

function isEndless([command = '', ...words]: readonly string[]): boolean {
  const end = ENDED_BY[command];
  return end !== undefined && !words.some((word) => end.test(word));
}

/** The ports of a student's computer may be taken on this one. */
function listening([command = '', sub]: readonly string[], gateway: string): Record<string, string> {
  if (command === 'broker' && sub !== 'class') return { BUILDING_SIM_PORT: '0' };
  if (command === 'dashboard') return { BUILDING_SIM_LISTEN: '127.0.0.1:0' };
  return command === 'gateway' ? { BUILDING_SIM_LISTEN: gateway } : {};
}

const OPENS_A_BROWSER = new Set(['--open']);

/** A word of a call with the addresses, files and variables of this test. A day of readings becomes an hour. */
function here(word: string, gateway: string): string {
  if (/^[\w-]+(\/[\w-]+)*\.(txt|jsonl)$/.test(word)) return join(folder, word);
  const places: Readonly<Record<string, string>> = {
    '0.0.0.0': '127.0.0.1',
    '1884': '0',
    '9000': '0',
    '1d': '1h',
    'mqtt://localhost:1883': url,
    'mqtt-sn://localhost': `mqtt-sn://${gateway}`,
    // The students of this test write in Node.
    'python3 {dir}/alarm.py {threshold}': `${process.execPath} {dir}/alarm.mjs {threshold}`,
    submissions: join(folder, 'submissions'),
    report: join(folder, 'report'),
  };
  return places[word] ?? word.replace('$k', '1');
}
