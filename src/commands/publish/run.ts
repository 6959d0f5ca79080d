import type { Context } from '../../command.ts';
import { EXIT, type ExitCode } from '../../exit-code.ts';
import { Failure } from '../../failure.ts';
import type { ConnectionSettings } from '../../mqtt/settings.ts';
import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { ObservedMessage } from '../../observation/observation.ts';
import type { Sink } from '../../observation/sink.ts';
import type { SimulatedClock } from '../../publisher/clock.ts';
import type { DueMessage } from '../../publisher/due-message.ts';
import { type PublishLimits, publishAll } from '../../publisher/publish-all.ts';
import { createPublisher, DRY_PUBLISHER, type Publisher } from '../../publisher/publisher.ts';
import { connect } from '../../services/connect.ts';
import { createStop, type Stop } from '../../services/stop.ts';
import { MessageDropped } from '../../session.ts';
import type { Screen } from '../../sinks/screen/screen.ts';
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
  readonly sink: Sink;
  readonly qos: Qos | -1;
}

/** Prints what would be published. */
export async function dryRun(run: PublishRun): Promise<ExitCode> {
  const stop = createStop({ signal: run.context.signal });
  const fault = await publishSource(run, DRY_PUBLISHER, stop, (message) =>
    run.sink.take(shown(message, run)),
  );
  run.screen.flush();
  if (fault) throw fault;
  return EXIT.done;
}

/** Publishes over a session, waits for what was promised, and disconnects. */
export async function publishRun(run: PublishRun, connection: ConnectionSettings): Promise<ExitCode> {
  const { context, screen, source, qos } = run;
  const retained = new Map<string, DueMessage>();
  let congestedUntilMs: number | undefined;
  const session = await connect(connection, context.signal, run.sink, {
    onConnected: (again) => {
      if (again) void session.whenOpen().then(retainAgain);
    },
    onCongested: (waitMs) => {
      congestedUntilMs = performance.now() + waitMs;
    },
  });
  const retainAgain = (): void => {
    for (const message of retained.values()) session.publish(message, () => {});
  };
  const errors = createErrorTeller(screen);
  const publisher = createPublisher({ session, qos, isPaced: source.paced, onError: errors.tell });
  const { counts } = publisher;
  const onPublished = (message: DueMessage): void => {
    // The embedded broker's memory goes with the process that hosts it; what it retained is told to the next.
    if (message.retain && !connection.named) retained.set(message.topic, message);
    run.sink.take(shown(message, run));
  };
  const stop = createStop({ signal: context.signal, lost: session.lost });
  const startedAt = context.now();
  const progress = setInterval(() => screen.progress(`${counts.sent} published`), 1000);
  const fault = await publishSource(run, publisher, stop, onPublished);
  clearInterval(progress);

  const elapsedMs = context.now() - startedAt;
  await drain({
    drained: publisher.drained(),
    lost: session.lost,
    signal: context.signal,
    acknowledged: () => counts.delivered,
    congestedUntilMs: () => congestedUntilMs,
    onWait: (limitMs) => screen.note(waitingFor(counts, limitMs)),
  });
  const failure = await settledNow(session.lost);
  await session.close(failure ? 0 : CLOSE_MS);
  screen.flush();
  const outcome = outcomeOf(counts, errors.dropped);
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
  publisher: Publisher,
  stop: Stop,
  onPublished: (message: DueMessage) => void,
): Promise<unknown> {
  let ended = false;
  stop.onStop(() => {
    ended = true;
    source.endInput?.();
  });
  try {
    await publishAll({ messages: source.messages, publisher, clock, limits, ending: stop, onPublished });
    return undefined;
  } catch (fault) {
    // An input that was cut off by the end of the run says so; that is no fault.
    return ended ? undefined : fault;
  } finally {
    stop.stop('count');
  }
}

function shown(
  { topic, qos, payload, retain, reading, format, dueMs }: DueMessage,
  { context }: PublishRun,
): ObservedMessage {
  return {
    kind: 'message',
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
