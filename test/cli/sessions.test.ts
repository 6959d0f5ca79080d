import { describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { startListening } from './listening.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines, startCli } from './run.ts';
import { runHere } from './run-here.ts';

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('a session', () => {
  const own = useMosquitto();

  it.each([
    ['3.1', ['--no-clean']],
    ['3.1.1', ['-c']],
    ['5', ['--no-clean']],
    ['5', ['--disable-clean-session', '-x', '60']],
  ])('of MQTT %s that is kept (%j) has what was published meanwhile', async (version, keep) => {
    const { broker } = own;
    const id = `kept-${version}-${keep.length}`;
    const args = ['watch', '-L', broker.url, '-i', id, '-V', version, ...keep, '-q', '1', '-t', `${id}/#`];
    expect((await runHere([...args, '--duration', '100ms'])).code).toBe(0);
    for (const text of ['one', 'two', 'three'])
      await broker.publish(['-t', `${id}/a`, '-m', text, '-q', '1']);
    const { code, stdout, stderr } = await runHere([...args, '-C', '3', '-W', '50', '-J']);
    expect(jsonLines(stdout).map(({ payload }) => payload)).toEqual(['one', 'two', 'three']);
    // MQTT 3.1 has no flag for it in CONNACK.
    if (version !== '3.1') expect(stderr).toContain('the broker kept the session');
    expect(code).toBe(0);
  });

  it('is not kept unless it is asked for', async () => {
    const { broker } = own;
    const args = ['watch', '-L', broker.url, '-i', 'clean', '-q', '1', '-t', 'clean/#'];
    await runHere([...args, '--duration', '100ms']);
    await broker.publish(['-t', 'clean/a', '-m', 'one', '-q', '1']);
    const { code, stdout } = await runHere([...args, '-W', '300ms']);
    expect(stdout).toBe('');
    expect(code).toBe(27);
  });

  it('begins with --subscribe-only, which takes nothing; and what comes after the end stays with the broker', async () => {
    const { broker } = own;
    const args = ['watch', '-L', broker.url, '-i', 'later', '-c', '-q', '1', '-t', 'later/#', '-J'];
    const texts = Array.from({ length: 200 }, (_, i) => `${i}`);
    const said: string[] = [];
    for (const [i, end] of [['-E'], ['-E'], ['-C', '3'], ['-C', '197', '-W', '50']].entries()) {
      const { code, stdout } = await runHere([...args, ...end]);
      expect(code).toBe(0);
      said.push(...jsonLines(stdout).map(({ payload }) => String(payload)));
      const publish = ['publish', '-L', broker.url, '-q', '1', '-t', 'later/a', '-l'];
      if (i === 0) await runHere(publish, { stdin: `${texts.join('\n')}\n` });
      if (i === 1) expect(said).toEqual([]);
    }
    expect(said).toEqual(texts);
    const ended = await runHere(['watch', '-L', broker.url, '-i', 'later', '-t', 'later/#', '-E']);
    expect(ended.stderr).toContain('forgotten by the broker');
    expect((await runHere([...args, '-E'])).stderr).not.toContain('the broker kept the session');
  });

  it('leaves a will when the process is killed, with its QoS and retained', async () => {
    const { broker } = own;
    const will = [
      '--will-topic',
      'will/x',
      '--will-payload',
      'Disconnected',
      '--will-qos',
      '1',
      '--will-retain',
    ];
    const heir = await startListening(broker, ['watch', '-t', 'will/x', '-J', '-q', '1', '-C', '1']);
    const cli = startCli(['alarm', '-L', broker.url, ...will]);
    await cli.errLine(/^listening/);
    cli.kill('SIGKILL');
    expect(jsonLines((await heir.ended).stdout)).toMatchObject([{ payload: 'Disconnected', qos: 1 }]);
    const late = await runHere([
      'watch',
      '-L',
      broker.url,
      '-t',
      'will/x',
      '--retained-only',
      '-C',
      '1',
      '-J',
    ]);
    expect(jsonLines(late.stdout)).toMatchObject([{ payload: 'Disconnected', retain: true }]);
  });

  it('has a client id of its own, unless it is given', async () => {
    const { broker } = own;
    await runHere(['publish', '-L', broker.url, '-t', 'a', '-m', 'b', '-i', 'my own id']);
    await broker.log.errLine(/ as my own id \(/);
    for (const _ of [1, 2]) await runHere(['publish', '-L', broker.url, '-t', 'a', '-m', 'b']);
    const ids = [...broker.log.stderr.matchAll(/ as (bsim-\w+) \(/g)].map(([, id]) => id);
    expect(ids.every((id) => (id?.length ?? 99) <= 23)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
