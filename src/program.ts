import type { Context } from './command.ts';
import { type Request, readCommandLine } from './command-line.ts';
import { COMMANDS, optionNames } from './commands/index.ts';
import { COMPLETE, completionLines } from './completion.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { Failure } from './failure.ts';
import { exposedSecrets } from './options/exposed-secrets.ts';
import type { AtEnd } from './options/option.ts';
import { readSettings } from './options/sources.ts';
import { unknownVariables } from './options/unknown-variables.ts';
import { DESCRIPTION } from './program-words.ts';
import { wrapFor } from './text/wrap.ts';
import { VERSION } from './version.ts';

const NAME = 'building-sim';
const HELP_COLUMNS = { min: 60, max: 110 };

/** Runs a command line. Resolves with its exit code. Throws a Failure for a fault for the user to mend. */
export async function runProgram(argv: readonly string[], context: Context): Promise<ExitCode> {
  if (argv[0] === COMPLETE) {
    const lines = await completionLines(argv.slice(1), COMMANDS);
    context.stdout.write(lines.map((line) => `${line}\n`).join(''));
    return EXIT.done;
  }
  const columns = Math.min(Math.max(context.stdout.columns, HELP_COLUMNS.min), HELP_COLUMNS.max);
  const request = await readCommandLine(argv, {
    name: NAME,
    version: VERSION,
    describe: DESCRIPTION,
    examples: [
      ['demo', 'broker, publisher and alarm in one process'],
      ['publish', 'readings, in one terminal'],
      ['alarm', 'alarms, in another'],
    ],
    commands: COMMANDS,
    columns,
  });
  if (request.kind === 'show') {
    context.stdout.write(`${request.text}\n`);
    return EXIT.done;
  }
  const ends: (() => void)[] = [];
  try {
    return await runCommand(request, context, (end) => ends.push(end));
  } finally {
    for (const end of ends) end();
  }
}

async function runCommand(
  { command, given, positionals }: Extract<Request, { kind: 'run' }>,
  context: Context,
  atEnd: AtEnd,
): Promise<ExitCode> {
  const settings = await readSettings(command.options, given, context.env, optionNames, atEnd);
  const unknown = await unknownVariables(context.env, Object.keys(command.options), optionNames);
  const exposed = await exposedSecrets(command.options, settings);
  for (const sentence of [...unknown, ...exposed]) {
    context.stderr.write(`${wrapFor(context.stderr, `${NAME}: ${sentence}`).join('\n')}\n`);
  }
  const code = await command.run(settings, context, positionals);
  return code === EXIT.done && context.signal.aborted ? context.signal.reason : code;
}

/** One line for stderr, and the exit code. With `debug` the stack as well. */
export function describeError(error: unknown, debug: boolean): { line: string; exitCode: ExitCode } {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const exitCode = error instanceof Failure ? error.exitCode : EXIT.unreachable;
  if (debug) return { line: `${NAME}: ${stack ?? message}`, exitCode };
  if (error instanceof Failure) return { line: `${NAME}: ${oneLine(message)}`, exitCode };
  return {
    line: `${NAME}: internal error: ${oneLine(message)} (--debug shows where; please report it)`,
    exitCode,
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}
