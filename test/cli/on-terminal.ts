import { runShell } from './run.ts';

export interface TerminalOptions {
  /** Characters in a row. */
  readonly columns?: number;
  readonly env?: NodeJS.ProcessEnv;
}

export interface TerminalResult {
  readonly code: number | undefined;
  /** Both streams as one, without colours and carriage returns. */
  readonly text: string;
  /** The lines of the text. A line that was written in the place of an earlier one stands behind it. */
  readonly lines: readonly string[];
}

/** Runs a command of building-sim in a pseudo-terminal. A quoted `line` may hold the shell's own words. */
export async function onTerminal(
  line: string,
  { columns = 80, env = {} }: TerminalOptions = {},
): Promise<TerminalResult> {
  const script = `script -qec "stty cols ${columns} rows 24; $BUILDING_SIM ${line}" /dev/null </dev/null`;
  const { code, stdout } = await runShell(script, { env: { TERM: 'xterm', ...env } });
  const text = stdout.replaceAll(/\x1b\[[\d;]*m|\r(?=\n)/g, '').replaceAll(/\r?\x1b\[K/g, '\n');
  return { code, text, lines: text.split('\n').filter((each) => each !== '') };
}
