import { EXIT, type ExitCode } from './exit-code.ts';
import { systemFault } from './named-file.ts';
import { processContext } from './process-context.ts';
import { describeError, runProgram } from './program.ts';
import { wrapFor } from './text/wrap.ts';

/** The one place that exits. First the output leaves the process. */
function exit(code: ExitCode): void {
  // The immediate comes after the 'error' event of a failed write, which has its own exit code.
  const leave = () => setImmediate(() => process.exit(code));
  process.stdout.write('', () => process.stderr.write('', leave));
}

function fail(error: unknown): void {
  const { line, exitCode } = describeError(
    error,
    process.argv.some((word) => word === '--debug' || word === '-d'),
  );
  context.stderr.write(`${wrapFor(context.stderr, line).join('\n')}\n`);
  exit(exitCode);
}

const interruption = new AbortController();
const context = processContext(interruption.signal);

for (const [signal, code] of [
  ['SIGINT', EXIT.interrupted],
  ['SIGTERM', EXIT.terminated],
] as const) {
  process.on(signal, () => {
    if (interruption.signal.aborted) process.exit(code);
    interruption.abort(code);
  });
}

// `| head` closes the pipe: no reader is left, and that is no error. A full disk is an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  process.stderr.write(`building-sim: stdout can't be written: ${systemFault(error)}\n`);
  process.exit(EXIT.unreachable);
});
process.stderr.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(EXIT.done);
});

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

runProgram(process.argv.slice(2), context).then(exit, fail);
