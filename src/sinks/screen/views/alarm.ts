import { addressOfScope } from '../../../alarm/address-of-scope.ts';
import type { AlarmEvent } from '../../../alarm/event.ts';
import { messageOf } from '../../../alarm/message.ts';
import { type Folded, Folder } from '../../../alarm/statistics/folder.ts';
import { sensorType } from '../../../building/sensors.ts';
import type { ObservedAlarm } from '../../../observation/observation.ts';
import { escapeControl } from '../../../text/escape.ts';
import { alarmRecord } from '../../records/alarm.ts';
import { ALARM_COLUMNS } from '../../records/columns.ts';
import type { KindView, ScreenSinkSettings } from '../kind-view.ts';
import type { LineStyle } from '../line-style.ts';
import { createPrinter, type View } from '../printer.ts';
import type { Screen } from '../screen.ts';
import { paddedLevel } from './breach.ts';
import { FOLD_VIEW } from './fold.ts';
import { placeText, shortPlaceText } from './place.ts';
import { durationText, isoSeconds } from './time.ts';

const STATE_WIDTH = 'escalated'.length;

/** Alarms as they come and go. Floods are folded, for people and where the settings ask for it. */
export function openAlarmView(
  screen: Screen,
  { format, isFolding, commonLevels = Number.POSITIVE_INFINITY }: ScreenSinkSettings,
): KindView<ObservedAlarm> {
  const print = createPrinter(format, alarmView(commonLevels), screen);
  if (format !== 'human' || !isFolding) return { take: ({ event }) => print(event) };
  const printFold = createPrinter(format, FOLD_VIEW, screen);
  const folder = new Folder();
  const show = ({ fold, event }: Folded): void => {
    if (fold !== undefined) printFold(fold);
    if (event !== undefined) print(event);
  };
  return {
    take: ({ event }) => show(folder.take(event)),
    isHolding: () => folder.isHolding,
    end: () => show(folder.end()),
  };
}

function alarmView(commonLevels: number): View<AlarmEvent> {
  return {
    columns: [...ALARM_COLUMNS, 'rule', 'priority', 'duration_s', 'peak', 'by', 'message'],
    fits: true,
    human: (event, style) => {
      const { state, level, timeMs, by, rule, repeated } = event;
      const time = style.dim(style.time(timeMs, isoSeconds));
      const head = `${time} ${state.padEnd(STATE_WIDTH)} ${paddedLevel(level, style)}`;
      const why = [limitText(event), by === undefined ? '' : `by ${by}`, rule].filter((text) => text !== '');
      const message = messageOf(event);
      const said = message === undefined ? '' : ` ${escapeControl(message)}`;
      return (
        `${head} ${measuredText(event, commonLevels, style)} ${style.dim(why.join(', '))}${said}`.trimEnd() +
        (repeated ? ' (repeated)' : '')
      );
    },
    record: alarmRecord,
  };
}

/** The sensor or the part of a building, and the value. */
function measuredText(event: AlarmEvent, commonLevels: number, style: LineStyle): string {
  const { topic, place = 'sensor', value } = event;
  const { sensor } = addressOfScope(topic, place);
  const measured =
    sensor === undefined || value === undefined
      ? ''
      : ` ${style.value(`${value} ${sensorType(sensor).unit}`)}`;
  if (style.isShort) return `${style.place(shortPlaceText(topic, place, commonLevels))}${measured}`;
  const kind = sensor === undefined ? '' : ` ${sensor}`;
  return `${style.place(placeText(topic, place, commonLevels))}${kind}${measured}`;
}

function limitText({ limit, durationMs, peak, state }: AlarmEvent): string {
  const shown = [
    limit === undefined || state === 'cleared' ? '' : `limit ${limit}`,
    durationMs === undefined || durationMs === 0 ? '' : `for ${durationText(durationMs)}`,
    state === 'cleared' && peak !== undefined ? `peak ${peak}` : '',
  ];
  return shown.filter((text) => text !== '').join(', ');
}
