import type { Level } from '../../building/limit.ts';
import { inShard } from '../../building/shard.ts';
import { isRoomTopic } from '../../building/topic.ts';
import type { Counts } from '../../observation/counts.ts';
import type { Sink } from '../../observation/sink.ts';
import type { DecodedPayload } from '../../payload/decoded.ts';
import { readPayload } from '../../payload/read.ts';
import type { IncomingMessage } from '../../session.ts';
import { forEachReading, type MessageTranslation } from '../for-each-reading.ts';
import { createKnownTopics } from '../known-topics.ts';
import { type ListenSettings, listen } from '../listen.ts';
import { note } from '../note.ts';
import type { StopReason } from '../stop.ts';
import { createUnreadableLog } from '../unreadable-log.ts';
import { whyNoSensor } from '../why-no-sensor.ts';
import { arrivalOf } from './arrival.ts';
import type { AlarmMonitor } from './monitor.ts';
import { createNearestReadings, type NearestReadings } from './nearest-reading.ts';
import { ALARM_TICK_MS, type MonitorSettings, openMonitor } from './open-monitor.ts';
import { createOperatorDesk } from './operator-desk.ts';
import { commandFilters } from './operator-topics.ts';
import { createSensorClocks } from './sensor-clocks.ts';

export interface AlarmingSettings extends ListenSettings, MonitorSettings {
  /** Ends after so many alarms; undefined for no limit. */
  readonly count: number | undefined;
  /** Operators command alarms below this prefix, and our own messages go there; undefined for neither. */
  readonly prefix: string | undefined;
  /** A reading's own time may be so far ahead of `now`. */
  readonly maxAheadMs: number;
  /** Undefined: our own topics and payloads. Filters of another program are in it; `filters` are of our own topics. */
  readonly translation?: MessageTranslation | undefined;
}

/** The end of a run. */
export interface AlarmingResult {
  readonly reason: StopReason;
  /** The levels of the alarms. */
  readonly levels: ReadonlySet<Level>;
}

/** Looks for alarms in the arriving readings, until something ends it. Throws a Failure. */
export async function alarming(settings: AlarmingSettings, sink: Sink): Promise<AlarmingResult> {
  const { count = Number.POSITIVE_INFINITY, prefix } = settings;
  const { monitor, events, limitsOf } = await openMonitor(settings, settings, sink);
  const desk = prefix === undefined ? undefined : createOperatorDesk(prefix, events);
  const reader = createReader(settings, monitor, createNearestReadings(limitsOf), sink);
  note(sink, monitor.description);
  const ticking = setInterval(() => monitor.tick(), ALARM_TICK_MS);
  const reason = await listen({ ...settings, filters: allFilters(settings) }, sink, {
    counts: reader.counts,
    onMessage: (message, stop) => {
      if (desk?.intercept(message)) return;
      reader.take(message);
      if (monitor.alarms >= count) stop.stop('count');
    },
    onSession: (session) => desk?.attach(session),
    onClosing: () => {
      clearInterval(ticking);
      monitor.end();
    },
    onEnd: () => sink.take({ kind: 'summary', counts: reader.counts() }),
  }).finally(() => {
    clearInterval(ticking);
    return monitor.close();
  });
  return { reason, levels: monitor.levels };
}

/** The filters of readings, and those of operator commands if alarms can be commanded. */
export function allFilters({ filters, prefix, report, translation }: AlarmingSettings): readonly string[] {
  const ofReadings = translation?.filters ?? filters;
  return prefix === undefined || report !== 'events'
    ? ofReadings
    : [...ofReadings, ...commandFilters(prefix, filters)];
}

interface Reader {
  take(message: IncomingMessage): void;
  counts(): Counts;
}

/** Turns messages into readings for a monitor. An unreadable message on a sensor's topic is a reading without a value. */
function createReader(
  { report, shard, now, maxAheadMs, maxTopics: max, translation }: AlarmingSettings,
  monitor: AlarmMonitor,
  readingsSoFar: NearestReadings,
  sink: Sink,
): Reader {
  const beyond = report === 'events' ? 'counted, and raise no alarm' : 'judged, but not kept';
  const topics = createKnownTopics({ max, beyond }, sink);
  const unreadable = createUnreadableLog(sink);
  const clocks = createSensorClocks(maxAheadMs, sink);
  let readings = 0;

  function take(message: IncomingMessage, atMs: number, given?: DecodedPayload): void {
    const { topic, payload } = message;
    const address = topics.addressOf(topic);
    if (address === undefined) {
      // The filter of all readings matches these, too.
      if (isRoomTopic(topic)) return;
      unreadable.add(topic, () => (given?.kind === 'unreadable' ? given.reason : whyNoSensor(topic)));
      return;
    }
    if (!inShard(address, shard)) return;
    const read = given ?? readPayload(payload, address.sensor, atMs);
    if (read.kind === 'unreadable') unreadable.add(topic, () => read.reason);
    else readings++;
    const arrival = arrivalOf(message, address, read, clocks, atMs);
    monitor.take(arrival);
    if (monitor.alarms === 0) readingsSoFar.take(arrival);
  }

  return {
    take: (message) => {
      const atMs = now();
      if (translation === undefined) take(message, atMs);
      else forEachReading(translation, message, atMs, (each, read) => take(each, atMs, read));
    },
    counts: () => ({
      of: 'readings',
      readings,
      alarms: monitor.alarms,
      unreadable: unreadable.count,
      ahead: clocks.ahead,
      nearest: monitor.alarms === 0 ? readingsSoFar.nearest : undefined,
      surplus: topics.surplus,
    }),
  };
}
