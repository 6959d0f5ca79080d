import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Failure } from '../failure.ts';
import type { ConnectionSettings } from '../mqtt/settings.ts';
import type { Qos } from '../mqtt-protocol/qos.ts';
import type { Sink } from '../observation/sink.ts';
import type { SimulatedClock } from '../publisher/clock.ts';
import type { DueMessage } from '../publisher/due-message.ts';
import type { PublishLimits } from '../publisher/publish-all.ts';
import { createPublisher, DRY_PUBLISHER } from '../publisher/publisher.ts';
import { counted } from '../text/counted.ts';
import { connect } from './connect.ts';
import { note } from './note.ts';
import { drain } from './publishing/drain.ts';
import { createErrorLog } from './publishing/error-log.ts';
import { observedMessage } from './publishing/observed-message.ts';
import { publishSource } from './publishing/publish-source.ts';
import type { MessageSource } from './publishing/source.ts';
import { createStop } from './stop.ts';

export interface PublishingSettings {
  /** Undefined for a dry run: the sink takes every message, no broker does. */
  readonly connection: ConnectionSettings | undefined;
  readonly source: MessageSource;
  /** The QoS of the messages; those of a recording may have a higher one. */
  readonly qos: Qos | -1;
  readonly clock: SimulatedClock;
  readonly limits: PublishLimits;
  /** Ends the publishing. */
  readonly signal: AbortSignal;
  /** The real clock, in milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Publishes the messages of a source until they, the limits or the run end. The sink takes every published message.
 * Resolves with an exit code: `unreachable`, or the code of the broker's first refusal, if messages of QoS 1 or 2
 * were not acknowledged. Throws a Failure if the connection is lost for good, and the errors of the source.
 */
export async function publishing(settings: PublishingSettings, sink: Sink): Promise<ExitCode> {
  const { connection, source } = settings;
  try {
    return await (connection ? publishOver(connection, settings, sink) : dryRun(settings, sink));
  } finally {
    source.atEnd?.();
  }
}

async function dryRun(settings: PublishingSettings, sink: Sink): Promise<ExitCode> {
  settings.source.atStart?.();
  const fault = await publishSource(settings, {
    publisher: DRY_PUBLISHER,
    stop: createStop({ signal: settings.signal }),
    onPublished: (message) => sink.take(observedMessage(message, settings.now)),
  });
  if (fault) throw fault;
  return EXIT.done;
}

/** How long DISCONNECT may take. */
const CLOSE_MS = 1000;
const PROGRESS_MS = 1000;

async function publishOver(
  connection: ConnectionSettings,
  settings: PublishingSettings,
  sink: Sink,
): Promise<ExitCode> {
  const { source, qos, signal, now } = settings;
  const retained = new Map<string, DueMessage>();
  let congestedUntilMs: number | undefined;
  const session = await connect(connection, signal, sink, {
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
  const errors = createErrorLog(sink);
  const publisher = createPublisher({ session, qos, isPaced: source.isPaced, onError: errors.add });
  const { counts } = publisher;
  const startedAtMs = now();
  source.atStart?.();
  const progress = setInterval(
    () => sink.take({ kind: 'progress', counts: { of: 'published', messages: counts.sent } }),
    PROGRESS_MS,
  );
  const fault = await publishSource(settings, {
    publisher,
    stop: createStop({ signal, lost: session.lost }),
    onPublished: (message) => {
      // An embedded broker loses its memory with its process: publish again to the next host.
      if (message.retain && connection.mayHost) retained.set(message.topic, message);
      sink.take(observedMessage(message, now));
    },
  });
  clearInterval(progress);

  const elapsedMs = now() - startedAtMs;
  await drain({
    drained: publisher.drained(),
    lost: session.lost,
    signal,
    acknowledged: () => counts.delivered,
    congestedUntilMs: () => congestedUntilMs,
    onWait: (limitMs) => {
      const waiting = counted(counts.sent - counts.delivered, 'acknowledgement');
      note(sink, `waiting up to ${limitMs / 1000} s for ${waiting}`);
    },
  });
  const failure = await settledNow(session.lost);
  await session.close(failure ? 0 : CLOSE_MS);
  const { sent, bytes } = counts;
  const undelivered = sent - counts.delivered - errors.dropped;
  const dropped = counts.dropped + errors.dropped;
  sink.take({
    kind: 'summary',
    counts: { of: 'publishing', sent, bytes, dropped, undelivered, elapsedMs },
  });
  if (fault ?? failure) throw fault ?? failure;
  // QoS 0 makes no promise for an interruption to break.
  if (signal.aborted && publisher.owed === 0) return EXIT.done;
  return errors.exitCode ?? (undelivered > 0 ? EXIT.unreachable : EXIT.done);
}

/** The value of a promise if it has already settled, else undefined. */
function settledNow(promise: Promise<Failure>): Promise<Failure | undefined> {
  return Promise.race([promise, new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined)))]);
}
