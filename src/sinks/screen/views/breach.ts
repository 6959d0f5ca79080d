import { LEVELS, type Level } from '../../../building/limit.ts';
import { sensorType } from '../../../building/sensors.ts';
import type { ObservedBreach } from '../../../observation/observation.ts';
import { breachRecord } from '../../records/breach.ts';
import { ALARM_COLUMNS } from '../../records/columns.ts';
import type { ScreenSinkSettings } from '../kind-view.ts';
import type { LineStyle } from '../line-style.ts';
import type { View } from '../printer.ts';
import { placeText, shortPlaceText } from './place.ts';
import { isoSeconds } from './time.ts';

/** A reading beyond a limit. */
export function breachView({
  commonLevels = Number.POSITIVE_INFINITY,
}: Pick<ScreenSinkSettings, 'commonLevels'>): View<ObservedBreach> {
  return {
    columns: ALARM_COLUMNS,
    fits: true,
    human: ({ address: { sensor }, topic, value, timeMs, limit, repeated }, style) => {
      const place = style.isShort
        ? style.place(shortPlaceText(topic, 'sensor', commonLevels))
        : `${style.place(placeText(topic, 'sensor', commonLevels))} ${sensor}`;
      const measured = `${style.value(String(value))} ${sensorType(sensor).unit}`;
      const beyond = `${limit.side === 'above' ? '>' : '<'} ${limit.value}`;
      const time = style.dim(style.time(timeMs, isoSeconds));
      return `${time} ${paddedLevel(limit.level, style)} ${place} ${measured} ${style.dim(beyond)}${repeated ? ' (repeated)' : ''}`;
    },
    record: breachRecord,
  };
}

const LEVEL_WIDTH = Math.max(...LEVELS.map((level) => level.length));
const SHORT_LEVEL_WIDTH = 4;

/** A level in its colour, padded to the widest: the next words stand in a column. */
export function paddedLevel(level: Level, { isShort, level: paint }: LineStyle): string {
  const width = isShort ? SHORT_LEVEL_WIDTH : LEVEL_WIDTH;
  const shown = level.slice(0, width);
  return paint(level, shown) + ' '.repeat(width - shown.length);
}
