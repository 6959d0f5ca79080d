import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Context } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { Failure, usageFailure } from '../../failure.ts';

/**
 * Asks for a new password, twice and without echo on a terminal; otherwise reads the first line of stdin. Throws a
 * usage failure for an empty password or two different passwords, and a Failure for Ctrl-C.
 */
export async function askPassword(user: string, { stdin, stderr, signal }: Context): Promise<string> {
  const isTerminal = 'isTTY' in stdin && stdin.isTTY === true;
  const lines = createInterface({
    input: stdin,
    ...(isTerminal && { output: SILENCE, terminal: true, historySize: 0 }),
  });
  const ask = async (question: string): Promise<string> => {
    if (isTerminal) stderr.write(question);
    const password = await nextLine(lines, signal);
    if (isTerminal) stderr.write('\n');
    return password ?? '';
  };
  try {
    const password = await ask(`Password for ${user}: `);
    if (password === '') throw usageFailure('the password is empty: type one, or hand it over on stdin');
    if (isTerminal && (await ask('The same password again: ')) !== password) {
      throw usageFailure('the two passwords differ: nothing was changed');
    }
    return password;
  } finally {
    lines.close();
  }
}

/** The line editor of a terminal echoes to its output. */
const SILENCE = new Writable({ write: (_chunk, _encoding, done) => done() });

/** Undefined at the end of the input. */
function nextLine(lines: Interface, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const interrupt = () => reject(new Failure('interrupted: nothing was changed', EXIT.interrupted));
    lines.once('line', resolve).once('close', () => resolve(undefined));
    lines.once('SIGINT', interrupt);
    signal.addEventListener('abort', interrupt, { once: true });
  });
}
