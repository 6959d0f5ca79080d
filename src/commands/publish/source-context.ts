import type { Context } from '../../command.ts';
import type { Sink } from '../../observation/sink.ts';
import type { Templates } from '../../options/templates.ts';
import type { SimulatedClock } from '../../publisher/clock.ts';

/** The parts of a run that the source of its messages needs, beside the options. */
export interface SourceContext {
  /** Opened on the first use: Node loads fifteen modules for it. */
  readonly stdin: Context['stdin'];
  readonly clock: SimulatedClock;
  /** The simulated time at the start, in milliseconds since 1970. */
  readonly startMs: number;
  readonly sink: Sink;
  /** The topics and payloads of another program. */
  readonly templates: Templates;
}
