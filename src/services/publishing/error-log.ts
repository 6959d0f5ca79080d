import type { ExitCode } from '../../exit-code.ts';
import { Failure } from '../../failure.ts';
import type { Sink } from '../../observation/sink.ts';
import { MessageDropped } from '../../session.ts';
import { warn } from '../note.ts';

/** The errors of undelivered messages. */
export interface ErrorLog {
  readonly add: (error: Error) => void;
  /** Messages of QoS 0 lost with a connection. */
  readonly dropped: number;
  /** The exit code for the first message that the broker refused. */
  readonly exitCode: ExitCode | undefined;
}

/** The sink takes one error of each text: refusals of every message must not fill the screen. */
export function createErrorLog(sink: Sink): ErrorLog {
  const known = new Set<string>();
  let exitCode: ExitCode | undefined;
  let dropped = 0;
  return {
    get dropped() {
      return dropped;
    },
    get exitCode() {
      return exitCode;
    },
    add: (error) => {
      if (error instanceof MessageDropped) {
        dropped++;
        return;
      }
      if (error instanceof Failure) exitCode ??= error.exitCode;
      if (known.has(error.message)) return;
      known.add(error.message);
      warn(sink, `not delivered: ${error.message} (said once)`);
    },
  };
}
