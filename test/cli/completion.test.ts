// Tests src/completion.ts and the scripts of src/commands/completion
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { startChild } from './child.ts';
import { runHere } from './run-here.ts';

/** The words offered for a line; a space at its end begins a new word. */
async function offered(line: string): Promise<string[]> {
  const { stdout, code } = await runHere(['--complete', ...line.split(' ')]);
  expect(code).toBe(0);
  return stdout
    .split('\n')
    .filter((row) => row !== '')
    .map((row) => row.split('\t')[0] ?? '');
}

describe('what a shell offers', () => {
  it.each([
    ['pub', ['publish']],
    ['topics ', ['list', 'filter', 'match', 'explain']],
    ['help to', ['topics']],
    ['publish --format ', ['json', 'cbor', 'senml-json', 'senml-cbor']],
    ['publish --format senml', ['senml-json', 'senml-cbor']],
    ['publish --format=c', ['--format=cbor']],
    ['publish --format = c', ['cbor']],
    ['publish --format =', ['json', 'cbor', 'senml-json', 'senml-cbor']],
    ['watch --sensor T', ['TEMP']],
    ['watch --sensor TEMP,H', ['TEMP,HUM']],
    ['alarm --above ', ['TEMP=', 'HUM=', 'LUX=', 'VIBR=', 'CO2=', 'PIR=']],
    ['alarm --rules off', ['office', ':files']],
    ['alarm -q ', ['0', '1', '2']],
    ['publish --cafile ', [':files']],
    ['rules check ', [':files']],
    ['completion z', ['zsh']],
    ['publish --seed 7 --see', []],
    ['publish --count ', []],
    ['nonsense ', []],
  ])('%j: %j', async (line, words) => {
    expect(await offered(line)).toEqual(words);
  });

  it('an option that can be given twice is offered again', async () => {
    expect(await offered('alarm --above TEMP=3 --abo')).toEqual(['--above']);
  });

  it('hidden options are not offered', async () => {
    const words = await offered('publish --');
    expect(words).toContain('--help');
    expect(words).toContain('--will-topic');
    expect(words).not.toContain('--default-port');
  });

  it('each word comes with its meaning', async () => {
    const { stdout } = await runHere(['--complete', 'stat']);
    expect(stdout).toBe("stats\tshow a broker's $SYS status\n");
  });
});

describe('the completion script', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'building-sim-'));
    const program = join(folder, 'building-sim');
    await writeFile(program, `#!/bin/sh\nexec ${process.execPath} ${resolve('bin/building-sim.js')} "$@"\n`);
    await chmod(program, 0o755);
    await writeFile(join(folder, 'office.rules.yaml'), '');
    for (const shell of ['bash', 'zsh', 'fish'])
      await writeFile(join(folder, `script.${shell}`), (await runHere(['completion', shell])).stdout);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = async (shell: string, args: readonly string[], script: string) => {
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, HOME: folder };
    const { stdout, stderr } = await startChild(shell, [...args, '-c', `cd '${folder}'\n${script}`], { env })
      .ended;
    expect(stderr).toBe('');
    return stdout.split('\n').filter((line) => line !== '');
  };

  // Bash 3.2 has neither compopt nor mapfile.
  it.each(['', 'enable -n compopt mapfile readarray\n'])('works in bash (%j)', async (first) => {
    const reply = (line: string) =>
      `COMP_WORDS=(${line}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _building_sim; echo "\${COMPREPLY[@]}"\n`;
    const lines = [
      'building-sim ga',
      "building-sim publish --format ''",
      'building-sim publish --format = cb',
      "building-sim alarm --rules ''",
      'building-sim rules check off',
      'building-sim watch --no-col',
    ];
    const script = `${first}source script.bash\n${lines.map(reply).join('')}`;
    const words = await run('bash', ['--norc'], script);
    expect(words).toEqual([
      'gateway',
      'json cbor senml-json senml-cbor',
      'cbor',
      expect.stringMatching(/^office server-room plant-room strict-comfort .*office\.rules\.yaml/),
      'office.rules.yaml',
      '--no-color',
    ]);
  });

  it.skipIf(lacks('fish'))('works in fish', async () => {
    const lines = ['ga', 'publish --format c', 'rules check off', 'alarm --rules off'];
    const script = ['source script.fish', ...lines.map((line) => `complete -C 'building-sim ${line}'`)];
    expect(await run('fish', ['--no-config'], script.join('\n'))).toEqual([
      'gateway\tbridge MQTT-SN (UDP) clients to an MQTT broker',
      'cbor',
      'office.rules.yaml',
      'office',
      'office.rules.yaml',
    ]);
  });

  it.skipIf(lacks('zsh'))('works in zsh', async () => {
    const complete = (line: string) => `words=(${line}); CURRENT=$#words; _building_sim; echo --\n`;
    const lines = [
      'building-sim ga',
      "building-sim publish --format ''",
      'building-sim alarm --above T',
      'building-sim rules check off',
    ];
    // The parts of zsh's completion system that the script calls, as functions that print.
    const script = `compdef() { echo "compdef $*" }; compset() { : }; _files() { echo files }
      _describe() { print -l -- "\${(@P)2}"; shift 2; print -r -- "$@" }
      source ./script.zsh\n${lines.map(complete).join('')}`;
    expect(await run('zsh', ['-f'], script)).toEqual([
      'compdef _building_sim building-sim',
      'gateway:bridge MQTT-SN (UDP) clients to an MQTT broker',
      '--',
      ...['json', 'cbor', 'senml-json', 'senml-cbor'],
      '--',
      'TEMP=',
      '-S ',
      '--',
      'files',
      '--',
    ]);
  });
});

it.each([
  ['/usr/bin/zsh', '#compdef building-sim'],
  ['/usr/bin/fish', 'complete -c building-sim'],
  ['/bin/sh', 'complete -F _building_sim building-sim'],
])('without a shell it is the script for $SHELL, %s', async (shell, part) => {
  const { code, stdout } = await runHere(['completion'], { env: { SHELL: shell } });
  expect(code).toBe(0);
  expect(stdout).toContain(part);
});

it('another shell is a usage error', async () => {
  const { code, stderr } = await runHere(['completion', 'tcsh']);
  expect(code).toBe(2);
  expect(stderr).toContain("'tcsh' is not a shell with a completion script: use bash, zsh or fish");
});
