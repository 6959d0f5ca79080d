import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Failure } from '../failure.ts';
import type { ConnectionSettings } from '../mqtt/settings.ts';
import type { Qos } from '../mqtt-protocol/qos.ts';
import type { Sink } from '../observation/sink.ts';
import type { SimulatedClock } from '../publisher/clock.ts';
import type { PublishLimits } from '../publisher/publish-all.ts';
import { DRY_PUBLISHER } from '../publisher/publisher.ts';
import { counted } from '../text/counted.ts';
import { note } from './note.ts';
import { drain } from './publishing/drain.ts';
import { createErrorLog } from './publishing/error-log.ts';
import type { FleetPlan } from './publishing/fleet-plan.ts';
import { observedMessage } from './publishing/observed-message.ts';
import type { Outlet } from './publishing/outlet.ts';
import { publishSource } from './publishing/publish-source.ts';
import { openSessionOutlet } from './publishing/session-outlet.ts';
import type { MessageSource } from './publishing/source.ts';
import { createStop } from './stop.ts';

export interface PublishingSettings {
  /** Undefined for a dry run: the sink takes every message, no broker does. */
  readonly connection: ConnectionSettings | undefined;
  readonly source: MessageSource;
  /** The QoS of the messages; those of a recording may have a higher one. */
  readonly qos: Qos | -1;
  /** Many clients, where the source is a simulated building; undefined for one client. */
  readonly fleet?: FleetPlan | undefined;
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
  const { source, signal, now } = settings;
  const errors = createErrorLog(sink);
  const outlet = await openOutlet(connection, settings, sink, errors.add);
  const { publisher, lost } = outlet;
  const { counts } = publisher;
  const startedAtMs = now();
  source.atStart?.();
  const progress = setInterval(
    () =>
      sink.take({
        kind: 'progress',
        counts: { of: 'published', messages: counts.sent, clients: outlet.clients() },
      }),
    PROGRESS_MS,
  );
  const fault = await publishSource(settings, {
    publisher,
    stop: createStop({ signal, lost }),
    onPublished: (message) => {
      outlet.published(message);
      sink.take(observedMessage(message, now));
    },
  });
  clearInterval(progress);

  const elapsedMs = now() - startedAtMs;
  outlet.finish();
  await drain({
    drained: publisher.drained(),
    lost,
    signal,
    acknowledged: () => counts.delivered,
    congestedUntilMs: outlet.congestedUntilMs,
    onWait: (limitMs) => {
      const waiting = counted(counts.sent - counts.delivered, 'acknowledgement');
      note(sink, `waiting up to ${limitMs / 1000} s for ${waiting}`);
    },
  });
  const failure = await settledNow(lost);
  const clients = outlet.clients();
  await outlet.close(failure ? 0 : CLOSE_MS);
  const { sent, bytes } = counts;
  const undelivered = sent - counts.delivered - errors.dropped;
  const dropped = counts.dropped + errors.dropped;
  sink.take({
    kind: 'summary',
    counts: { of: 'publishing', sent, bytes, dropped, undelivered, elapsedMs, clients },
  });
  if (fault ?? failure) throw fault ?? failure;
  const refused = errors.exitCode ?? outlet.refusal()?.exitCode;
  // QoS 0 makes no promise for an interruption to break.
  if (signal.aborted && publisher.owed === 0) return EXIT.done;
  return refused ?? (undelivered > 0 ? EXIT.unreachable : EXIT.done);
}

async function openOutlet(
  connection: ConnectionSettings,
  { source, qos, signal, clock, now, fleet }: PublishingSettings,
  sink: Sink,
  onError: (error: Error) => void,
): Promise<Outlet> {
  const common = { connection, qos, isPaced: source.isPaced, signal, onError, orders: source.orders };
  if (fleet === undefined || source.building === undefined)
    return openSessionOutlet({ ...common, statusTopic: source.statusTopic }, sink);
  const { openFleetOutlet } = await import('./publishing/fleet-outlet.ts');
  return openFleetOutlet({ ...common, plan: fleet, building: source.building, clock, now }, sink);
}

/** The value of a promise if it has already settled, else undefined. */
function settledNow(promise: Promise<Failure>): Promise<Failure | undefined> {
  return Promise.race([promise, new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined)))]);
}
