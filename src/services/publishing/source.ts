import type { DueMessages } from '../../publisher/due-message.ts';
import type { WhatIf } from './what-if.ts';

/** Messages to publish. */
export interface MessageSource {
  readonly messages: DueMessages;
  /** True if the messages keep pace with a clock; false if they come as fast as the broker takes them. */
  readonly isPaced: boolean;
  /** Ends the wait for the next message, in a source that waits for input. */
  readonly endInput?: () => void;
  /** Injects faults while the source runs, if it is a simulated building. */
  readonly whatIf?: WhatIf;
  /** Called once, when the first message may go out. */
  readonly atStart?: () => void;
  /** Called once, when the run has ended. */
  readonly atEnd?: () => void;
}
