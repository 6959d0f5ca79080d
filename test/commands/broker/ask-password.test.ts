import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askPassword } from '../../../src/commands/broker/ask-password.ts';

function typing(isTTY: boolean) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  let shown = '';
  const write = (text: string) => {
    shown += text;
  };
  const interruption = new AbortController();
  const answer = askPassword('ann', {
    stdin,
    stdout: { isTTY, columns: 80, write },
    stderr: { isTTY, columns: 80, write },
    env: {},
    signal: interruption.signal,
    now: () => 0,
  });
  return { stdin, answer, interruption, shown: () => shown };
}

describe('a password on a terminal', () => {
  it('is asked for twice, and not shown', async () => {
    const { stdin, answer, shown } = typing(true);
    stdin.write('secrex\x7ft\r');
    await expect.poll(shown).toMatch(/again: $/);
    stdin.write('secret\r');
    expect(await answer).toBe('secret');
    expect(shown()).toBe('Password for ann: \nThe same password again: \n');
  });

  it('is refused where the second differs', async () => {
    const { stdin, answer, shown } = typing(true);
    stdin.write('secret\r');
    await expect.poll(shown).toMatch(/again: $/);
    stdin.write('other\r');
    await expect(answer).rejects.toThrow(/differ: nothing was changed/);
  });

  it('ends with 130 at Ctrl-C', async () => {
    const { stdin, answer } = typing(true);
    stdin.write('sec\x03');
    await expect(answer).rejects.toMatchObject({ exitCode: 130 });
  });

  it('ends with 130 where the process is told to end', async () => {
    const { answer, interruption } = typing(true);
    interruption.abort(130);
    await expect(answer).rejects.toMatchObject({ exitCode: 130 });
  });
});

describe('a password on stdin', () => {
  it('is the first line, and nothing is asked', async () => {
    const { stdin, answer, shown } = typing(false);
    stdin.end('p:ass word \r\nmore\n');
    expect(await answer).toBe('p:ass word ');
    expect(shown()).toBe('');
  });

  it.each(['', '\n'])('is refused where it is empty: %j', async (text) => {
    const { stdin, answer } = typing(false);
    stdin.end(text);
    await expect(answer).rejects.toThrow(/the password is empty/);
  });
});
