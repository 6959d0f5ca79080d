import { addressOfScope } from '../../../alarm/address-of-scope.ts';
import type { AlarmEvent } from '../../../alarm/event.ts';
import { messageOf } from '../../../alarm/message.ts';
import { type Folded, Folder } from '../../../alarm/statistics/folder.ts';
import type { Address } from '../../../building/address.ts';
import { sensorType } from '../../../building/sensors.ts';
import type { ObservedAlarm } from '../../../observation/observation.ts';
import { escapeControl } from '../../../text/escape.ts';
import { alarmRecord } from '../../records/alarm.ts';
import { ALARM_COLUMNS } from '../../records/columns.ts';
import type { KindView, ScreenSinkSettings } from '../kind-view.ts';
import { createPrinter, type View } from '../printer.ts';
import type { Screen } from '../screen.ts';
import { paddedLevel } from './breach.ts';
import { foldLine } from './fold.ts';
import { durationText, isoSeconds } from './time.ts';

const STATE_WIDTH = 'escalated'.length;

/** Alarms as they come and go. Floods are folded, for people and where the settings ask for it. */
export function openAlarmView(
  screen: Screen,
  { format, isFolding }: ScreenSinkSettings,
): KindView<ObservedAlarm> {
  const print = createPrinter(format, ALARM_VIEW, screen);
  if (format !== 'human' || !isFolding) return { take: ({ event }) => print(event) };
  const folder = new Folder();
  const show = ({ fold, event }: Folded): void => {
    if (fold !== undefined) screen.print(foldLine(fold));
    if (event !== undefined) print(event);
  };
  return { take: ({ event }) => show(folder.take(event)), end: () => show(folder.end()) };
}

const ALARM_VIEW: View<AlarmEvent> = {
  columns: [...ALARM_COLUMNS, 'rule', 'priority', 'duration_s', 'peak', 'by', 'message'],
  human: (event, paint) => {
    const { state, level, timeMs, by, rule } = event;
    const head = `${paint.dim(isoSeconds(timeMs))} ${state.padEnd(STATE_WIDTH)} ${paddedLevel(level, paint)}`;
    const { sensor, ...place } = addressOfScope(event.topic, event.place ?? 'sensor');
    const measured = sensor === undefined ? '' : ` ${sensor}${paint.value(valueText(event, sensor))}`;
    const why = [limitText(event), by === undefined ? '' : `by ${by}`, rule].filter((text) => text !== '');
    const message = messageOf(event);
    const said = message === undefined ? '' : ` ${escapeControl(message)}`;
    return `${head} ${paint.place(placeText(place))}${measured} ${paint.dim(why.join(', '))}${said}`.trimEnd();
  },
  record: alarmRecord,
};

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
