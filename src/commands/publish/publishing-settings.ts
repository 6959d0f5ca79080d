import type { Context } from '../../command.ts';
import { usageFailure } from '../../failure.ts';
import { OFFLINE } from '../../fleet/online-state.ts';
import type { ConnectionSettings } from '../../mqtt/settings.ts';
import type { Sink } from '../../observation/sink.ts';
import { connectionSettings } from '../../options/connection.ts';
import { rawMessageOf } from '../../options/message.ts';
import { OWN_TEMPLATES, type Templates } from '../../options/templates.ts';
import { createSimulatedClock } from '../../publisher/clock.ts';
import type { PublishingSettings } from '../../services/publishing.ts';
import { isAttended } from '../attended.ts';
import { clientPlaces, fleetPlanOf, rampMsOf } from './fleet-plan-of.ts';
import { messageSource } from './message-source.ts';
import type { PublishSettings } from './options.ts';

/** The settings of publishing, by the options. Rejects with a usage failure for contradictory options. */
export async function publishingSettings(
  settings: PublishSettings,
  context: Context,
  sink: Sink,
  templates: Templates = OWN_TEMPLATES,
): Promise<PublishingSettings> {
  const { signal, now } = context;
  const connection = publisherConnection(settings, context);
  const { count, duration, start, speed, qos } = settings;
  // The building of many clients begins to live once they are connected.
  const places = clientPlaces(settings, templates);
  const delayMs = settings['dry-run'] ? 0 : rampMsOf(settings, places);
  const startMs = start ?? now() + delayMs;
  const clock = createSimulatedClock({ startMs, speed, realNow: now, delayMs });
  const source = await messageSource(settings, {
    get stdin() {
      return context.stdin;
    },
    clock,
    startMs,
    sink,
    templates,
  });
  return {
    connection: settings['dry-run'] ? undefined : withStatus(connection, source.statusTopic),
    source,
    qos,
    fleet: fleetPlanOf(settings, connection, source.building, places),
    clock,
    limits: {
      count: count ?? Number.POSITIVE_INFINITY,
      endMs: startMs + (duration ?? Number.POSITIVE_INFINITY),
    },
    signal,
    now,
  };
}

/** The will of the one client that keeps its online state. */
function withStatus(connection: ConnectionSettings, topic: string | undefined): ConnectionSettings {
  if (topic === undefined) return connection;
  return {
    ...connection,
    will: { topic, payload: OFFLINE, qos: 1, retain: true },
    keptByBroker: [...connection.keptByBroker, 'the online state'],
  };
}

/** Workers share the id in the options, and two clients with one id would throw each other out. */
function clientIdOf({ id, worker }: PublishSettings, chosen: string | undefined): string | undefined {
  return id === undefined || worker === undefined ? chosen : `${id}-${worker.k}`;
}

/** One of many clients has no memory of packet identifiers: after a loss it begins a new session. */
function rejectKeptSessions(settings: PublishSettings): void {
  if (settings.clients === 'building') return;
  const kept = (['disable-clean-session', 'no-clean', 'session-expiry'] as const).find(
    (name) => settings[name] !== undefined && settings[name] !== false,
  );
  if (kept !== undefined)
    throw usageFailure(
      `--${kept} is for one client: each of --clients begins a new session after a loss, and sends its unacknowledged messages in it; leave one of them out`,
    );
}

/** A message of the user's own is for somebody: publishing it to a broker without subscribers is no success. */
function publisherConnection(settings: PublishSettings, context: Context): ConnectionSettings {
  rejectKeptSessions(settings);
  const isRaw = rawMessageOf(settings) !== undefined;
  const connection = connectionSettings(settings, 'publish', !isRaw && isAttended(settings, context));
  const isOneShot = isRaw || settings.value !== undefined || settings.count !== undefined;
  const keptByBroker = [
    ...(settings.retain || settings['ha-discovery'] ? ['the retained messages'] : []),
    ...(isOneShot && settings.qos > 0 ? [`the messages of QoS ${settings.qos}`] : []),
    ...connection.keptByBroker,
  ];
  return { ...connection, keptByBroker, clientId: clientIdOf(settings, connection.clientId) };
}
