import { sensorType } from '../building/sensors.ts';
import { MARKS, type MarkName } from './marks.ts';
import { type Look, look } from './settings.ts';
import { presentKinds } from './shown-building.ts';
import { CIVIDIS, domainOf, shownValue } from './values.ts';

/** The choice of the look, and the meaning of its colours and shapes. */
export function Legend() {
  const looks: readonly Look[] = ['alarms', ...presentKinds()];
  return (
    <div class="legend">
      <fieldset>
        <legend class="unseen">look of the plan (key v)</legend>
        {looks.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={look.value === each}
            onClick={() => {
              look.value = each;
            }}
          >
            {each === 'alarms' ? 'Alarms' : each}
          </button>
        ))}
      </fieldset>
      {look.value !== 'alarms' && <Scale />}
      <ul>
        {(Object.keys(MARKS) as MarkName[]).map((name) => (
          <li key={name}>
            <span class={`sample ${name}`} aria-hidden="true">
              {MARKS[name].shape}
            </span>{' '}
            {MARKS[name].word}
          </li>
        ))}
        <li>
          <span class="sample ringed" aria-hidden="true" /> not acknowledged
        </li>
        <li>
          <span class="sample hatched" aria-hidden="true" /> old
        </li>
      </ul>
    </div>
  );
}

function Scale() {
  const kind = look.value;
  if (kind === 'alarms') return null;
  const [min, max] = domainOf(kind);
  const { unit, quantity } = sensorType(kind);
  const middle = (min + max) / 2;
  return (
    <div class="scale" role="img" aria-label={`${quantity}: ${min} to ${max} ${unit}, dark to light`}>
      <span>≤ {shownValue(kind, min)}</span>
      <svg width="160" height="14" viewBox="0 0 16 1" preserveAspectRatio="none" aria-hidden="true">
        {CIVIDIS.map((color, i) => (
          <rect key={color} x={i} y="0" width="1.05" height="1" fill={color} />
        ))}
      </svg>
      <span>
        ≥ {shownValue(kind, max)} {unit} (middle {shownValue(kind, middle)})
      </span>
    </div>
  );
}
