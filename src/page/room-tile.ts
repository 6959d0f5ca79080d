import { type MarkName, worstMark } from './marks.ts';
import type { LiveRoom } from './model.ts';
import { look } from './settings.ts';
import { shortValue, stepOf } from './values.ts';

/** The look of a room on the plan, whatever draws it. */
export interface TileLook {
  /** Classes: an alarm's name, `s0` to `s15` of the colour scale, `old`, `valued`. */
  readonly classes: string;
  readonly text: string;
  readonly mark: MarkName | undefined;
  /** An alarm that nobody acknowledged. */
  readonly isRinged: boolean;
  /** The step of the colour scale in the value look. */
  readonly step: number | undefined;
  readonly isOld: boolean;
}

/** The look of a room now. Reads the chosen look, so that a view of it follows the choice. */
export function tileOf({ sensors }: LiveRoom): TileLook {
  const worst = worstMark(sensors);
  const kind = look.value;
  const isRinged = worst !== undefined && !worst.isAcknowledged;
  if (kind === 'alarms') {
    const isOld = sensors.length > 0 && sensors.every((sensor) => sensor.isOld);
    return {
      classes: [worst?.mark, isOld ? 'old' : undefined].filter((name) => name !== undefined).join(' '),
      text: worst?.sensor.kind ?? '',
      mark: worst?.mark,
      isRinged,
      step: undefined,
      isOld,
    };
  }
  const sensor = sensors.find((each) => each.kind === kind);
  const value = sensor?.value ?? undefined;
  const step = value === undefined ? undefined : stepOf(kind, value);
  const isOld = sensor?.isOld ?? false;
  return {
    classes: [
      'valued',
      step === undefined ? 'none' : `s${step}`,
      worst === undefined ? undefined : `of-${worst.mark}`,
      isOld ? 'old' : undefined,
    ]
      .filter((name) => name !== undefined)
      .join(' '),
    text: value === undefined ? '–' : shortValue(kind, value),
    mark: worst?.mark,
    isRinged,
    step,
    isOld,
  };
}
