import type { ExitCode } from '../../exit-code.ts';
import { Failure } from '../../failure.ts';
import type { Sink } from '../../observation/sink.ts';
import { MessageDropped } from '../../session.ts';

/** The errors of messages that were not delivered. */
export interface ErrorLog {
  readonly add: (error: Error) => void;
  /** Messages of QoS 0 that went with a connection. */
  readonly dropped: number;
  /** The exit code for the first message that the broker refused. */
  readonly exitCode: ExitCode | undefined;
}

/** The sink takes one error of each text: a broker that refuses every message must not fill the screen. */
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
      sink.take({ kind: 'note', text: `not delivered: ${error.message} (said once)`, isWarning: true });
    },
  };
}
