import { addressOfScope } from '../alarm/address-of-scope.ts';
import type { AlarmEvent } from '../alarm/event.ts';
import { messageOf } from '../alarm/message.ts';
import type { Address } from '../building/address.ts';
import { sensorType } from '../building/sensors.ts';
import { escapeControl } from '../text/escape.ts';
import { ALARM_COLUMNS, isoSeconds, paddedLevel } from './alarm-view.ts';
import type { View } from './reporter.ts';

const STATE_WIDTH = 'escalated'.length;

/** An alarm as it comes and goes. */
export const EVENT_VIEW: View<AlarmEvent> = {
  columns: [...ALARM_COLUMNS, 'rule', 'priority', 'duration_s', 'peak', 'by', 'message'],
  human: (event, paint) => {
    const { state, level, time, by, rule } = event;
    const head = `${paint.dim(isoSeconds(time))} ${state.padEnd(STATE_WIDTH)} ${paddedLevel(level, paint)}`;
    const { sensor, ...place } = addressOfScope(event.topic, event.place ?? 'sensor');
    const measured = sensor === undefined ? '' : ` ${sensor}${paint.value(valueText(event, sensor))}`;
    const why = [limitText(event), by === undefined ? '' : `by ${by}`, rule].filter((text) => text !== '');
    const message = messageOf(event);
    const said = message === undefined ? '' : ` ${escapeControl(message)}`;
    return `${head} ${paint.place(placeText(place))}${measured} ${paint.dim(why.join(', '))}${said}`.trimEnd();
  },
  record: eventRecord,
};

/** An event as a JSON line, the published state and a command's environment have it. */
export function eventRecord(event: AlarmEvent): Readonly<Record<string, unknown>> {
  const { state, level, topic, rule, priority, time, value, limit, durationMs, peak, by } = event;
  const part = addressOfScope(topic, event.place ?? 'sensor');
  return {
    type: 'alarm',
    state,
    level,
    ...part,
    value,
    unit: part.sensor && sensorType(part.sensor).unit,
    limit,
    time: new Date(time).toISOString(),
    topic,
    rule: rule === '' ? undefined : rule,
    priority,
    duration_s: durationMs === undefined ? undefined : durationMs / 1000,
    peak,
    by,
    message: messageOf(event),
  };
}

function placeText({ building = '', floor, wing, room }: Partial<Address>): string {
  const parts = [
    escapeControl(building),
    floor === undefined ? '' : `floor ${floor}`,
    wing === undefined ? '' : `wing ${wing}`,
    room === undefined ? '' : `room ${room}`,
  ];
  return parts.filter((text) => text !== '').join(' ');
}

function valueText({ value }: AlarmEvent, sensor: Address['sensor']): string {
  return value === undefined ? '' : ` ${value} ${sensorType(sensor).unit}`;
}

function limitText({ limit, durationMs, peak, state }: AlarmEvent): string {
  const shown = [
    limit === undefined || state === 'cleared' ? '' : `limit ${limit}`,
    durationMs === undefined || durationMs === 0 ? '' : `for ${durationText(durationMs)}`,
    state === 'cleared' && peak !== undefined ? `peak ${peak}` : '',
  ];
  return shown.filter((text) => text !== '').join(', ');
}

/** `42s`, `5m`, `2h 5m`, `3d 4h`: the two largest units. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0s';
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count}${unit}`).join(' ');
}
