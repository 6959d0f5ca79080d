import type { Observation } from '../../observation/observation.ts';
import type { OutputFormat } from '../../options/output.ts';
import type { LineFormat } from '../../text/line-format.ts';

/** Shows the observations of one kind. */
export interface KindView<O extends Observation> {
  take(observation: O): void;
  /** True if observations are held back, to be shown later. */
  isHolding?(): boolean;
  /** Shows held-back observations. */
  end?(): void;
}

/** The style in which the screen shows observations. */
export interface ScreenSinkSettings {
  readonly format: OutputFormat;
  /** Adds details to lines for people: `-v`. */
  readonly isVerbose?: boolean;
  /** Lines for people keep their full width and times on a terminal, too: `-v` of the commands that show lines without it. */
  readonly isWhole?: boolean;
  /** Shows counts in place of single alarms during a flood, in lines for people. */
  readonly isFolding?: boolean;
  /** Indents the readings, in lines for people: alarms among them stand out. */
  readonly isIndented?: boolean;
  /** The number of first topic levels that are the same in every line. Lines leave these levels out. */
  readonly commonLevels?: number;
  /** A message is printed in this form, in lines for people: `-F`. */
  readonly messageFormat?: LineFormat | undefined;
}
