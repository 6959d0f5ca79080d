import { type Signal, signal } from '@preact/signals';
import type { RoomAddress } from '../building/address.ts';
import type { DataSheet } from '../building/sensors/data-sheet.ts';
import { ownSheets, type SensorKind, useOwnKinds } from '../building/sensors.ts';
import { parseTopic } from '../building/topic.ts';
import type {
  AlarmFigures,
  BrokerFigures,
  GroupSilence,
  NewSensor,
  PacketDetails,
  Packets,
  PacketTotals,
  RoomDetails,
  SensorAlarm,
  Status,
  Traffic,
  Update,
  Welcome,
} from '../dashboard/messages.ts';
import { LadderRows } from './ladder-rows.ts';

/** A sensor as the page knows it. Times are milliseconds since 1970. */
export interface Sensor {
  readonly id: number;
  readonly topic: string;
  readonly kind: SensorKind;
  readonly room: LiveRoom;
  value: number | null;
  atMs: number;
  isOld: boolean;
  alarm: SensorAlarm | null;
}

export interface LiveRoom extends RoomAddress {
  /** The key of its building. */
  readonly buildingKey: string;
  /** The topic of the room: its sensors' topics without the last level. */
  readonly topic: string;
  readonly sensors: Sensor[];
  /** Counts the changes: a view that reads it is drawn again with the next one. */
  readonly changes: Signal<number>;
}

/** A building below one prefix. Two prefixes may have buildings of one name. */
export interface Building {
  /** Prefix and name: the front of its topics. */
  readonly key: string;
  readonly rooms: Map<string, LiveRoom>;
  readonly kinds: Set<SensorKind>;
}

export const welcome = signal<Welcome | undefined>(undefined);
export const status = signal<Status | undefined>(undefined);
export const figures = signal<AlarmFigures | undefined>(undefined);
export const silences = signal<readonly GroupSilence[]>([]);
/** The server's clock at the last update. */
export const nowMs = signal(0);
/** Counts new rooms and buildings. */
export const structure = signal(0);
/** Counts the changes of any alarm. */
export const alarmChanges = signal(0);
/** The details of the open room; `history` stays from the first ones. */
export const details = signal<RoomDetails | undefined>(undefined);

/** The messages by their senders, while that panel is open. */
export const traffic = signal<Traffic | undefined>(undefined);

/** The packets of traced clients, while that panel is open. */
export const ladder = new LadderRows();
/** Counts the changes of the ladder. */
export const ladderChanges = signal(0);
export const packetTotals = signal<PacketTotals | undefined>(undefined);
/** The packet that the person chose, with its bytes. */
export const packetDetails = signal<PacketDetails | undefined>(undefined);

/** The broker's own figures, since the panel of traffic was opened. */
export const brokerFigures = signal<BrokerFigures | undefined>(undefined);

export const buildings = new Map<string, Building>();
const sensors: Sensor[] = [];

/** The sensors in alarm, silent, invalid or shelved, by id. */
export const irregular = new Map<number, Sensor>();
/** Told of each value as it comes, for open charts. */
export const valueListeners = new Set<(sensor: Sensor) => void>();

/**
 * Takes the kinds of the building's layout file. True if they are others than before: the server shows another building,
 * and nothing of the old one stays.
 */
export function applyKinds(kinds: readonly DataSheet[]): boolean {
  if (JSON.stringify(kinds) === JSON.stringify(ownSheets())) return false;
  forgetAll();
  useOwnKinds(kinds);
  details.value = undefined;
  structure.value++;
  alarmChanges.value++;
  return true;
}

/** Applies an update. Rooms that changed are drawn once, with the next frame. */
export function applyUpdate(update: Update): void {
  if (update.isWhole) forgetAll();
  nowMs.value = update.nowMs;
  status.value = update.status;
  if (update.silences !== undefined) silences.value = update.silences;
  if (update.statistics !== undefined) figures.value = update.statistics;
  const changed = new Set<LiveRoom>();
  for (const row of update.sensors) addSensor(row);
  followStructure(update);
  for (const [id, value, atMs, isOld] of update.values) {
    const sensor = sensors[id];
    if (sensor === undefined) continue;
    const isNew = atMs !== sensor.atMs;
    Object.assign(sensor, { value, atMs, isOld: isOld === 1 });
    changed.add(sensor.room);
    if (isNew) for (const listener of valueListeners) listener(sensor);
  }
  let hasAlarmChanged = update.isWhole;
  for (const [id, alarm] of update.alarms) {
    const sensor = sensors[id];
    if (sensor === undefined) continue;
    // The server tells the alarm with each new value: most times it is the same.
    if (JSON.stringify(sensor.alarm) === JSON.stringify(alarm)) continue;
    hasAlarmChanged = true;
    sensor.alarm = alarm;
    if (alarm === null) irregular.delete(id);
    else irregular.set(id, sensor);
    changed.add(sensor.room);
  }
  if (hasAlarmChanged) alarmChanges.value++;
  for (const room of changed) room.changes.value++;
}

/** Applies the details of a room. Only the first ones have the history: later ones may come before it is drawn. */
export function applyRoom(message: RoomDetails): void {
  const before = details.value?.room === message.room ? details.value.sensors : [];
  const sensors = message.sensors.map((sensor) => {
    const history = sensor.history ?? before.find(({ id }) => id === sensor.id)?.history;
    return history === undefined ? sensor : { ...sensor, history };
  });
  details.value = { ...message, sensors };
}

export function applyPackets(packets: Packets): void {
  ladder.add(packets);
  if (packets.totals !== undefined) packetTotals.value = packets.totals;
  ladderChanges.value++;
}

/** While thousands of rooms are heard for the first time, the plan is laid out at most so often. */
const LAYOUT_MS = 1000;
let isLaidOut = true;
let laidOutAtMs = -Infinity;

function followStructure({ isWhole, nowMs: atMs }: Update): void {
  if (!isWhole && (isLaidOut || atMs - laidOutAtMs < LAYOUT_MS)) return;
  isLaidOut = true;
  laidOutAtMs = atMs;
  structure.value++;
}

function forgetAll(): void {
  buildings.clear();
  irregular.clear();
  sensors.length = 0;
}

function addSensor([id, topic]: NewSensor): void {
  const placed = parseTopic(topic);
  if (placed === undefined) return;
  const { address, prefix } = placed;
  const key = prefix === undefined ? address.building : `${prefix}/${address.building}`;
  const building = buildings.get(key) ?? { key, rooms: new Map(), kinds: new Set() };
  buildings.set(key, building);
  const roomTopic = topic.slice(0, topic.lastIndexOf('/'));
  const known = building.rooms.get(roomTopic);
  const room = known ?? { ...address, buildingKey: key, topic: roomTopic, sensors: [], changes: signal(0) };
  if (known === undefined) building.rooms.set(roomTopic, room);
  if (known === undefined || !building.kinds.has(address.sensor)) isLaidOut = false;
  building.kinds.add(address.sensor);
  const sensor = { id, topic, kind: address.sensor, room, value: null, atMs: 0, isOld: false, alarm: null };
  room.sensors.push(sensor);
  sensors[id] = sensor;
}
