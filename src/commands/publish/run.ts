import type { Context } from '../../command.ts';
import { EXIT, type ExitCode } from '../../exit-code.ts';
import { Failure } from '../../failure.ts';
import type { ConnectionSettings } from '../../mqtt/settings.ts';
import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { SimulatedClock } from '../../publisher/clock.ts';
import type { Emission } from '../../publisher/emission.ts';
import { dryOutlet, sessionOutlet, tellingOutlet } from '../../publisher/outlet.ts';
import { type Outlet, type PublishLimits, publishAll } from '../../publisher/publish-all.ts';
import { createPump } from '../../publisher/pump.ts';
import type { ShownMessage } from '../../report/message-view.ts';
import type { Report } from '../../report/reporter.ts';
import type { Screen } from '../../report/screen.ts';
import { MessageDropped } from '../../session.ts';
import { connect } from '../connect.ts';
import { createStop, type Stop } from '../stop.ts';
import { drain } from './drain.ts';
import { describeOutcome, outcomeOf, waitingFor } from './outcome.ts';
import type { Source } from './source.ts';

/** How long DISCONNECT may take. */
const CLOSE_MS = 1000;

export interface PublishRun {
  readonly context: Context;
  readonly screen: Screen;
  readonly clock: SimulatedClock;
  readonly source: Source;
  readonly limits: PublishLimits;
  readonly report: Report<ShownMessage>;
  readonly qos: Qos | -1;
}

/** Prints what would be published. */
export async function dryRun(run: PublishRun): Promise<ExitCode> {
  const stop = createStop({ signal: run.context.signal });
  const outlet = tellingOutlet(dryOutlet, (emission) => run.report(shown(emission, run)));
  const fault = await publishSource(run, outlet, stop);
  run.screen.flush();
  if (fault) throw fault;
  return EXIT.done;
}

/** Publishes over a session, waits for what was promised, and disconnects. */
export async function publishRun(run: PublishRun, connection: ConnectionSettings): Promise<ExitCode> {
  const { context, screen, source, qos } = run;
  const retained = new Map<string, Emission>();
  let congestedUntilMs: number | undefined;
  const session = await connect(context, connection, screen, {
    onConnected: (again) => {
      if (again) void session.whenOpen().then(retainAgain);
    },
    onCongested: (waitMs) => {
      congestedUntilMs = performance.now() + waitMs;
    },
  });
  const retainAgain = (): void => {
    for (const emission of retained.values()) session.publish({ ...emission, qos }, () => {});
  };
  const errors = createErrorTeller(screen);
  const pump = createPump(session, qos, errors.tell);
  const sending = sessionOutlet({ session, pump, qos, paced: source.paced });
  const outlet = tellingOutlet(sending, (emission) => {
    // The embedded broker's memory goes with the process that hosts it; what it retained is told to the next.
    if (emission.retain && !connection.named) retained.set(emission.topic, emission);
    run.report(shown(emission, run));
  });
  const stop = createStop({ signal: context.signal, lost: session.lost });
  const startedAt = context.now();
  const progress = setInterval(() => screen.progress(`${pump.counts.sent} published`), 1000);
  const fault = await publishSource(run, outlet, stop);
  clearInterval(progress);

  const elapsedMs = context.now() - startedAt;
  await drain({
    drained: pump.drained(),
    lost: session.lost,
    signal: context.signal,
    acknowledged: () => pump.counts.delivered,
    congestedUntilMs: () => congestedUntilMs,
    onWait: (limitMs) => screen.note(waitingFor(pump.counts, limitMs)),
  });
  const failure = await settledNow(session.lost);
  await session.close(failure ? 0 : CLOSE_MS);
  screen.flush();
  const outcome = outcomeOf(pump.counts, sending.dropped, errors.dropped);
  screen.note(describeOutcome(outcome, elapsedMs));
  if (fault ?? failure) throw fault ?? failure;
  // QoS 0 promised nothing that an interruption could break.
  if (context.signal.aborted && (qos <= 0 || outcome.undelivered === 0)) return EXIT.done;
  return errors.exitCode ?? (outcome.undelivered > 0 ? EXIT.unreachable : EXIT.done);
}

/**
 * Publishes the source until it, the limits or the run end; then the run has ended. Resolves with what was wrong
 * with the source, such as a wrong line of a recording, so that what was published before is still delivered.
 */
async function publishSource(
  { source, clock, limits }: PublishRun,
  outlet: Outlet,
  stop: Stop,
): Promise<unknown> {
  let ended = false;
  stop.onStop(() => {
    ended = true;
    source.endInput?.();
  });
  try {
    await publishAll(source.emissions, outlet, clock, limits, stop);
    return undefined;
  } catch (fault) {
    // An input that was cut off by the end of the run says so; that is no fault.
    return ended ? undefined : fault;
  } finally {
    stop.stop('count');
  }
}

function shown(
  { topic, payload, retain, reading, format, dueMs }: Emission,
  { qos, context }: PublishRun,
): ShownMessage {
  return {
    topic,
    qos,
    retain,
    payload,
    reading: reading && {
      address: reading.address,
      value: reading.value,
      time: reading.time,
      seq: reading.seq,
      format: format ?? '',
    },
    at: reading?.time ?? dueMs ?? context.now(),
  };
}

interface ErrorTeller {
  readonly tell: (error: Error) => void;
  /** How many messages went with a connection. */
  readonly dropped: number;
  /** Of the first message that the broker refused. */
  readonly exitCode: ExitCode | undefined;
}

/** Tells the first error of each kind; a broker that refuses everything must not fill the screen. */
function createErrorTeller(screen: Screen): ErrorTeller {
  const told = new Set<string>();
  let exitCode: ExitCode | undefined;
  let dropped = 0;
  return {
    get dropped() {
      return dropped;
    },
    get exitCode() {
      return exitCode;
    },
    tell: (error) => {
      if (error instanceof MessageDropped) {
        dropped++;
        return;
      }
      if (error instanceof Failure) exitCode ??= error.exitCode;
      if (!told.has(error.message)) screen.warn(`not delivered: ${error.message} (said once)`);
      told.add(error.message);
    },
  };
}

/** The value of a promise that has already settled, else undefined. */
function settledNow<T>(promise: Promise<T>): Promise<T | undefined> {
  return Promise.race([promise, new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined)))]);
}
