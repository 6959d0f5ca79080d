import { EXIT, type ExitCode } from './exit-code.ts';

/**
 * Something the user can act on: one line that says what, where and what to do, and the exit code that goes
 * with it. Anything else that is thrown is a defect of ours.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** A wrong option, file or argument: exit 2, before anything is connected. */
export function usageFailure(message: string, options?: ErrorOptions): Failure {
  return new Failure(message, EXIT.usage, options);
}
