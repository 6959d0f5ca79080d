import { EXIT, type ExitCode } from './exit-code.ts';

/**
 * A fault for the user to mend: one line with the fault, its place and the remedy, and an exit code. Any other error
 * is a defect of ours.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** A wrong option, file or argument: exit code 2, before any connection. */
export function usageFailure(message: string, options?: ErrorOptions): Failure {
  return new Failure(message, EXIT.usage, options);
}
