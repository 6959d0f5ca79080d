import { isAlarmRecord } from '../alarm/alarm-record.ts';
import { AlarmStatistics } from '../alarm/statistics/statistics.ts';
import type { Address } from '../building/address.ts';
import type { Limit } from '../building/limit.ts';
import { parseTopic } from '../building/topic.ts';
import type {
  Observation,
  ObservedAlarm,
  ObservedConnection,
  ObservedMessage,
} from '../observation/observation.ts';
import { BrokerFiguresLog } from './broker-figures.ts';
import { CheckBoard } from './check-board.ts';
import { LiveSensor } from './live-sensor.ts';
import type {
  AlarmFigures,
  ConnectionStatus,
  GroupSilence,
  RoomDetails,
  SensorDetails,
  Status,
  Traffic,
  Update,
} from './messages.ts';
import { groupSilenceOf } from './sensor-alarm.ts';
import { TrafficTallies } from './traffic.ts';

/** A hostile publisher must not fill the memory. */
const MAX_SENSORS = 100_000;
/** Seconds in the average of the rate. */
const RATE_SECONDS = 5;
/** Old values are looked for, and figures are made, once in this time. */
const SWEEP_MS = 1000;
const SHOWN_FIGURES = 20;
/** The broker's own topics. */
const SYS_ROOT = '$SYS/';

export interface LiveStateSettings {
  /** The real clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** The broker as a URL without user and password. */
  readonly where: string;
  /** `where` is a recording, not a broker. */
  readonly isRecording?: boolean;
  /** The limits on a sensor's values in force at a time, ms since 1970. */
  readonly limitsOf: (address: Address, timeMs: number) => readonly Limit[];
}

/** The sensors that changed since the last tick. A sensor is named once, however often it changed. */
export interface Changes {
  readonly sensors: readonly LiveSensor[];
  /** True if the figures, the silences or the connection changed. */
  readonly isOtherwiseChanged: boolean;
}

/**
 * The last state of everything observed. An observation costs the same with no page and with twenty: pages are sent the
 * changes once in a tick.
 */
export class LiveState {
  readonly #now: () => number;
  readonly #limitsOf: LiveStateSettings['limitsOf'];
  readonly #sensors = new Map<string, LiveSensor>();
  readonly #rooms = new Map<string, LiveSensor[]>();
  readonly #traffic = new TrafficTallies();
  readonly #checks = new CheckBoard();
  readonly #broker = new BrokerFiguresLog();
  readonly #statistics = new AlarmStatistics();
  #figures: AlarmFigures;
  #silences: readonly GroupSilence[] = [];
  #changed: LiveSensor[] = [];
  #isOtherwiseChanged = false;
  #connection: ConnectionStatus;
  #messages = 0;
  #readings = 0;
  #unreadable = 0;
  readonly #leftOut = new Set<string>();
  #rates: number[] = [];
  #sweptAtMs: number;
  #messagesAtSweep = 0;
  readonly #startedAtMs: number;

  constructor({ now, where, isRecording = false, limitsOf }: LiveStateSettings) {
    this.#now = now;
    this.#limitsOf = limitsOf;
    this.#startedAtMs = now();
    this.#sweptAtMs = this.#startedAtMs;
    const state = isRecording ? 'replaying' : 'connecting';
    this.#connection = {
      where,
      state,
      isHosted: false,
      sinceMs: this.#startedAtMs,
      ...(isRecording && { isRecording }),
    };
    this.#figures = this.#makeFigures();
  }

  get startedAtMs(): number {
    return this.#startedAtMs;
  }

  take(observation: Observation): void {
    switch (observation.kind) {
      case 'message':
        this.#takeMessage(observation);
        return;
      case 'alarm':
        this.#takeAlarm(observation);
        return;
      case 'unreadable':
        this.#sensors.get(observation.topic)?.noteUnreadable(observation.reason);
        this.#traffic.noteUnreadable(observation.topic, observation.reason);
        return;
      case 'connection':
        this.#takeConnection(observation);
        return;
    }
  }

  /** No more observations will come. */
  end(): void {
    this.#connection = { ...this.#connection, state: 'ended', sinceMs: this.#now() };
    this.#isOtherwiseChanged = true;
  }

  /** The changes since the last call. Call ten times a second or so. */
  takeChanges(): Changes {
    this.#sweep();
    const sensors = this.#changed;
    for (const sensor of sensors) sensor.isChanged = false;
    this.#changed = [];
    const isOtherwiseChanged = this.#isOtherwiseChanged;
    this.#isOtherwiseChanged = false;
    return { sensors, isOtherwiseChanged };
  }

  /** Everything, for a new page. */
  whole(): Update {
    return this.#update({ sensors: [...this.#sensors.values()], isOtherwiseChanged: true }, 0, true);
  }

  /** The changes for a page with the first `known` sensors. */
  update(changes: Changes, known: number): Update {
    return this.#update(changes, known, false);
  }

  #update({ sensors, isOtherwiseChanged }: Changes, known: number, isWhole: boolean): Update {
    return {
      type: 'update',
      isWhole,
      nowMs: this.#now(),
      status: this.#status(),
      sensors: sensors.filter(({ id }) => id >= known).map(({ id, topic }) => [id, topic]),
      values: sensors.map((sensor) => sensor.valueRow()),
      alarms: sensors.map((sensor) => sensor.alarmRow()).filter((row) => row !== undefined),
      ...(isOtherwiseChanged && { silences: this.#silences, statistics: this.#figures }),
    };
  }

  /** The number of known sensors; their ids are the numbers below. */
  get size(): number {
    return this.#sensors.size;
  }

  /** The sensors of a room, by the room's topic. */
  room(room: string, hasHistory: boolean): RoomDetails {
    const sensors = this.#rooms.get(room) ?? [];
    const nowMs = this.#now();
    const detailsOf = (sensor: LiveSensor): SensorDetails =>
      sensor.details(nowMs, this.#limitsOf(sensor.address, nowMs), hasHistory);
    return { type: 'room', room, sensors: sensors.map(detailsOf) };
  }

  /** Who sends how much; `search` is a text in the other topics. `known` is a count of samples that the page knows. */
  traffic(search: string, known: number): Traffic {
    const broker = known === this.#broker.samples ? undefined : this.#broker.figures(this.#now());
    return {
      ...this.#traffic.tables(search),
      checks: this.#checks.rows,
      ...(broker !== undefined && { broker }),
    };
  }

  /** Counts the samples of the broker's figures. */
  get brokerSamples(): number {
    return this.#broker.samples;
  }

  #takeMessage(message: ObservedMessage): void {
    const { topic, payload } = message;
    if (topic.startsWith(SYS_ROOT)) {
      this.#broker.take(message);
      return;
    }
    this.#messages++;
    const sensor = this.#sensors.get(topic) ?? (isAlarmRecord(payload) ? undefined : this.#meet(topic));
    if (sensor === undefined) {
      if (!this.#checks.take(message)) this.#traffic.addOther(message);
      return;
    }
    this.#traffic.addReading(message);
    if (message.reading === undefined) this.#unreadable++;
    else this.#readings++;
    sensor.take(message);
    this.#note(sensor);
  }

  #takeAlarm({ event, subject }: ObservedAlarm): void {
    this.#statistics.add(event);
    if (subject === undefined) return;
    if ('plan' in subject) {
      const sensor = this.#sensors.get(subject.topic) ?? this.#meet(subject.topic);
      if (sensor === undefined) return;
      sensor.point = subject;
      this.#note(sensor);
      return;
    }
    const { topic } = subject;
    const silence = groupSilenceOf(subject);
    const others = this.#silences.filter((other) => other.topic !== topic);
    this.#silences = silence === undefined ? others : [...others, silence];
    this.#isOtherwiseChanged = true;
  }

  #takeConnection({ where, isHosted, state }: ObservedConnection): void {
    const words = CONNECTION_STATES[state.kind];
    if (words === undefined) return;
    const why = 'why' in state ? { why: state.why } : {};
    this.#connection = {
      where,
      isHosted,
      state: words,
      sinceMs: this.#now(),
      ...why,
    };
    this.#isOtherwiseChanged = true;
  }

  #meet(topic: string): LiveSensor | undefined {
    const address = parseTopic(topic)?.address;
    if (address === undefined) return undefined;
    if (this.#sensors.size >= MAX_SENSORS) {
      if (this.#leftOut.size < MAX_SENSORS) this.#leftOut.add(topic);
      return undefined;
    }
    const sensor = new LiveSensor(this.#sensors.size, topic, address);
    this.#sensors.set(topic, sensor);
    const room = roomOf(topic);
    const others = this.#rooms.get(room);
    if (others === undefined) this.#rooms.set(room, [sensor]);
    else others.push(sensor);
    return sensor;
  }

  #note(sensor: LiveSensor): void {
    if (sensor.isChanged) return;
    sensor.isChanged = true;
    this.#changed.push(sensor);
  }

  #sweep(): void {
    const nowMs = this.#now();
    const passedMs = nowMs - this.#sweptAtMs;
    if (passedMs < SWEEP_MS) return;
    this.#rates = [
      ...this.#rates.slice(1 - RATE_SECONDS),
      ((this.#messages - this.#messagesAtSweep) * 1000) / passedMs,
    ];
    this.#sweptAtMs = nowMs;
    this.#messagesAtSweep = this.#messages;
    this.#traffic.sweep(passedMs);
    this.#broker.sweep(nowMs);
    this.#figures = this.#makeFigures();
    this.#isOtherwiseChanged = true;
    const usualMs = ((nowMs - this.#startedAtMs) * this.#sensors.size) / Math.max(1, this.#readings);
    for (const sensor of this.#sensors.values()) if (sensor.age(nowMs, usualMs)) this.#note(sensor);
  }

  #status(): Status {
    return {
      connection: this.#connection,
      readings: this.#readings,
      ratePerSecond: this.#rates.reduce((sum, rate) => sum + rate, 0) / Math.max(1, this.#rates.length),
      unreadable: this.#unreadable,
      sensorsLeftOut: this.#leftOut.size,
    };
  }

  #makeFigures(): AlarmFigures {
    const { alarms, alarmsPer10Min, mostIn10Min, floods, chattering, byRule } = this.#statistics.summary(
      this.#now(),
    );
    return {
      raised: alarms,
      per10Min: alarmsPer10Min ?? null,
      mostIn10Min,
      floods: floods.length,
      chattering: chattering.slice(0, SHOWN_FIGURES).map(({ topic, rule, times }) => [topic, rule, times]),
      byRule: byRule.slice(0, SHOWN_FIGURES).map((row) => [row.name, row.alarms]),
    };
  }
}

/** The words for a state of a session; other states change nothing for a page. */
const CONNECTION_STATES: Readonly<Record<string, ConnectionStatus['state'] | undefined>> = {
  connected: 'connected',
  hosting: 'connecting',
  lost: 'lost',
  waiting: 'lost',
};

function roomOf(topic: string): string {
  return topic.slice(0, Math.max(0, topic.lastIndexOf('/')));
}
