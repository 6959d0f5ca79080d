import { sensorType } from '../building/sensors.ts';
import type { ConnectionStatus } from '../dashboard/messages.ts';
import { escapeControl } from '../text/escape.ts';
import { alarmWords } from './marks.ts';
import { buildings, type LiveRoom, type Sensor, structure } from './model.ts';
import { shortValue } from './values.ts';

/** `floor 2 wing O room 4` */
export function roomName({ floor, wing, room }: Pick<LiveRoom, 'floor' | 'wing' | 'room'>): string {
  return `floor ${floor} wing ${wing} room ${room}`;
}

/** The same, with its building where there are several: `class/s01/BUILDING floor 2 wing O room 4` */
export function placeName(room: LiveRoom): string {
  void structure.value;
  return buildings.size > 1 ? `${escapeControl(room.buildingKey)} ${roomName(room)}` : roomName(room);
}

/** `TEMP 21.9 Cel, normal` */
export function sensorWords({ kind, value, alarm, isOld }: Sensor): string {
  const { unit } = sensorType(kind);
  const shown = value === null ? 'no value' : `${shortValue(kind, value)} ${unit}`;
  return `${kind} ${shown}${isOld ? ' (old)' : ''}, ${alarmWords(alarm)}`;
}

/** `floor 2 wing O room 4, TEMP 21.9 Cel, normal; HUM …`: the name of a room for a screen reader. */
export function roomWords(room: LiveRoom): string {
  return `${roomName(room)}, ${[...room.sensors].sort(inKindOrder).map(sensorWords).join('; ')}`;
}

export function inKindOrder(a: Sensor, b: Sensor): number {
  return sensorType(a.kind).seed - sensorType(b.kind).seed;
}

/** `14:02:07` on the clock of the browser's place. */
export function clockTime(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toTimeString().slice(0, 8) : '?';
}

/** `14:02:07.123`: packets follow each other in milliseconds. */
export function preciseTime(ms: number): string {
  return `${clockTime(ms)}.${String(Math.floor(ms) % 1000).padStart(3, '0')}`;
}

/** `3 s`, `12 min`, `5 h`: a duration or an age. */
export function shortDuration(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 100) return `${s} s`;
  if (s < 6000) return `${Math.round(s / 60)} min`;
  return s < 360_000 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86_400)} d`;
}

/** The broker's connection in words. */
export function connectionWords(connection: ConnectionStatus): string {
  const { where, state, isHosted, isRecording, sinceMs, why } = connection;
  const broker = isHosted ? `${where} (inside this program)` : where;
  switch (state) {
    case 'connecting':
      return `connecting to ${broker}`;
    case 'connected':
      return `connected to ${broker} since ${clockTime(sinceMs)}`;
    case 'lost':
      return `connection to ${broker} lost at ${clockTime(sinceMs)}${why === undefined ? '' : `: ${escapeControl(why)}`}`;
    case 'replaying':
      return `replays ${where}`;
    case 'ended':
      if (isRecording) return `${where} ended at ${clockTime(sinceMs)}; these are its last values`;
      return `the dashboard ended at ${clockTime(sinceMs)}; these are its last values`;
  }
}

/** A number with commas between its thousands, with so many digits behind the point. */
export function grouped(value: number, digits = 0): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
