import { isAlarmRecord } from '../alarm/alarm-record.ts';
import { readOperatorCommand } from '../alarm/operator-command.ts';
import type { Sink } from '../observation/sink.ts';
import type { DecodedPayload } from '../payload/decoded.ts';
import { readPayload } from '../payload/read.ts';
import type { IncomingMessage, Session } from '../session.ts';
import { SYS_FILTER } from '../stats/catalogue.ts';
import { arrivalOf } from './alarming/arrival.ts';
import type { EventMonitor } from './alarming/event-monitor.ts';
import { ALARM_TICK_MS, type MonitorSettings, openMonitor } from './alarming/open-monitor.ts';
import { createOperatorDesk } from './alarming/operator-desk.ts';
import { commandFilters, commandTopic, executeCommand } from './alarming/operator-topics.ts';
import { createSensorClocks } from './alarming/sensor-clocks.ts';
import { forEachReading, type MessageTranslation } from './for-each-reading.ts';
import { createKnownTopics } from './known-topics.ts';
import { type ListenSettings, listen } from './listen.ts';
import { receivedMessage } from './received-message.ts';
import type { StopReason } from './stop.ts';
import { createUnreadableLog } from './unreadable-log.ts';

export interface SupervisingSettings extends ListenSettings, Omit<MonitorSettings, 'report' | 'shard'> {
  /** Operators command alarms below this prefix, and our own messages go there; undefined for neither. */
  readonly prefix: string | undefined;
  /** A reading's own time may be so far ahead of `now`. */
  readonly maxAheadMs: number;
  /** Called at the start with the way to command alarms from inside this process. */
  readonly onReady?: (command: CommandAlarm) => void;
  /** Undefined: our own topics and payloads. */
  readonly translation?: MessageTranslation | undefined;
}

/** Commands the alarm of a topic's sensor. Returns the reason for a command that was not executed. */
export type CommandAlarm = (topic: string, payload: Uint8Array) => string | undefined;

/**
 * Observes every arriving message, and the alarms in the readings among them as they come and go. Resolves with the
 * reason for the end; throws a Failure.
 */
export async function supervising(settings: SupervisingSettings, sink: Sink): Promise<StopReason> {
  const { prefix, filters, translation } = settings;
  const { monitor, events } = await openMonitor(
    { ...settings, report: 'events', shard: undefined },
    settings,
    sink,
  );
  if (events === undefined) throw new TypeError('a monitor of events has no events');
  const desk = prefix === undefined ? undefined : createOperatorDesk(prefix, events);
  const take = readingTaker(settings, events, sink);
  let session: Session | undefined;
  settings.onReady?.(alarmCommands(prefix, events, () => session));
  const ticking = setInterval(() => monitor.tick(), ALARM_TICK_MS);
  const ofReadings = translation?.filters ?? filters;
  const all =
    prefix === undefined || ofReadings.includes('#')
      ? ofReadings
      : [...ofReadings, ...commandFilters(prefix, filters)];
  return listen({ ...settings, filters: all }, sink, {
    onMessage: (message) => {
      if (desk?.intercept(message)) return;
      take(message);
    },
    onSession: (opened) => {
      session = opened;
      desk?.attach(opened);
      hearBroker(settings, opened);
    },
    onClosing: () => {
      clearInterval(ticking);
      monitor.end();
    },
  }).finally(() => {
    clearInterval(ticking);
    return monitor.close();
  });
}

/** Subscribes to the broker's own figures. They are an extra: a broker may refuse them. */
function hearBroker({ connection }: Pick<ListenSettings, 'connection'>, session: Session): void {
  // A gateway would register a hundred topics.
  if (connection.endpoint.protocol === 'mqtt-sn') return;
  session.subscribe([SYS_FILTER], 0).catch(() => {});
}

type ReadingTakerSettings = Pick<SupervisingSettings, 'now' | 'maxAheadMs' | 'maxTopics' | 'translation'>;

/** Hands each message to the sink, then its reading to the alarms. A topic without a sensor is no reading. */
export function readingTaker(
  { now, maxAheadMs, maxTopics: max, translation }: ReadingTakerSettings,
  monitor: EventMonitor,
  sink: Sink,
): (message: IncomingMessage) => void {
  const topics = createKnownTopics({ max, beyond: 'counted, and raise no alarm' }, sink);
  const unreadable = createUnreadableLog(sink);
  const clocks = createSensorClocks(maxAheadMs, sink);
  return (message) => {
    const atMs = now();
    if (translation === undefined) take(message, atMs);
    else forEachReading(translation, message, atMs, (each, read) => take(each, atMs, read));
  };

  function take(message: IncomingMessage, atMs: number, given?: DecodedPayload): void {
    const { topic, payload } = message;
    const address = isAlarmRecord(payload) ? undefined : topics.addressOf(topic);
    const read = given ?? (address && readPayload(payload, address.sensor, atMs));
    sink.take(receivedMessage(message, address, read, atMs));
    if (address === undefined || read === undefined) return;
    if (read.kind === 'unreadable') unreadable.add(topic, () => read.reason);
    monitor.take(arrivalOf(message, address, read, clocks, atMs));
  }
}

/**
 * With a prefix the command goes out as a message: every console below the prefix executes it, this one too. Without
 * one, or without a connection, it is executed here.
 */
export function alarmCommands(
  prefix: string | undefined,
  events: EventMonitor,
  session: () => Session | undefined,
): CommandAlarm {
  return (topic, payload) => {
    const open = session();
    if (prefix === undefined || open?.isOpen !== true) {
      const { answer, events: happened } = executeCommand(events.engine, topic, payload);
      events.report(happened);
      return answer.ok ? undefined : (answer.reason ?? 'refused');
    }
    const command = readOperatorCommand(payload, events.engine.now);
    if (typeof command === 'string') return command;
    if (events.engine.point(topic) === undefined) return 'no such sensor was heard';
    open.publish({ topic: commandTopic(prefix, topic), payload, qos: 1, retain: false }, () => {});
    return undefined;
  };
}
