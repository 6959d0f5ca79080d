import { useRef, useState } from 'preact/hooks';
import { sensorType } from '../building/sensors.ts';
import { counted } from '../text/counted.ts';
import { escapeControl } from '../text/escape.ts';
import { type AlarmItem, alarmLists, inFormerOrder, isWaiting, markOfItem } from './alarm-list.ts';
import { openRoom, sendCommand } from './link.ts';
import { alarmWords, MARKS } from './marks.ts';
import { alarmChanges, figures, irregular, silences, welcome } from './model.ts';
import { chosenBuilding } from './settings.ts';
import { shownValue } from './values.ts';
import { clockTime, placeName } from './words.ts';

/** More rows than a person reads. The rest is counted. */
const MAX_ROWS = 100;

/** The alarms, with the commands of an operator. */
export function AlarmPanel() {
  void alarmChanges.value;
  const { standing, set } = alarmLists(irregular.values(), silences.value);
  const [rows, hold] = useHeldOrder(standing);
  const waiting = standing.filter(isWaiting);
  return (
    <section class="alarms" aria-label="alarms" {...hold}>
      <h2>
        {counted(standing.length, 'alarm') +
          (waiting.length > 0 ? `, ${waiting.length} not acknowledged` : '')}
      </h2>
      {waiting.length > 1 && <AcknowledgeAll waiting={waiting} />}
      {standing.length === 0 && <p class="quiet">No sensor is in alarm.</p>}
      <ul>
        {rows.slice(0, MAX_ROWS).map((item) => (
          <Row key={item.key} item={item} />
        ))}
      </ul>
      {rows.length > MAX_ROWS && <p>and {rows.length - MAX_ROWS} more</p>}
      {set.length > 0 && (
        <details>
          <summary>{set.length} shelved or suppressed</summary>
          <ul>
            {set.slice(0, MAX_ROWS).map((item) => (
              <Row key={item.key} item={item} />
            ))}
          </ul>
        </details>
      )}
      <Statistics />
    </section>
  );
}

/** The server takes ten commands a second. */
const AT_ONCE = 10;

function AcknowledgeAll({ waiting }: { readonly waiting: readonly AlarmItem[] }) {
  const first = waiting.slice(0, AT_ONCE);
  return (
    <button
      type="button"
      onClick={() => {
        for (const { key } of first) sendCommand(key, { command: 'acknowledge' });
      }}
    >
      Acknowledge {waiting.length > AT_ONCE ? `the newest ${AT_ONCE}` : `all ${waiting.length}`}
    </button>
  );
}

/** Holds the order while the pointer or the focus is in the list. */
function useHeldOrder(items: readonly AlarmItem[]) {
  const order = useRef<readonly string[]>([]);
  const [isHeld, setHeld] = useState(false);
  const rows = isHeld ? inFormerOrder(items, order.current) : items;
  order.current = rows.map(({ key }) => key);
  const hold = {
    onPointerEnter: () => setHeld(true),
    onPointerLeave: () => setHeld(false),
    onFocusIn: () => setHeld(true),
    onFocusOut: () => setHeld(false),
  };
  return [rows, hold] as const;
}

function Row({ item }: { readonly item: AlarmItem }) {
  const mark = markOfItem(item);
  return (
    <li class={`alarm ${isWaiting(item) ? 'unacknowledged' : ''}`}>
      <span class={`sample ${mark}`} aria-hidden="true">
        {MARKS[mark].shape}
      </span>
      {'silence' in item ? <SilenceWords item={item} /> : <SensorRow item={item} />}
    </li>
  );
}

function SilenceWords({ item }: { readonly item: Extract<AlarmItem, { readonly silence: unknown }> }) {
  const { place, topic, rule, sinceMs } = item.silence;
  return (
    <div class="words">
      <b>silent</b> {place} {escapeControl(topic)}
      <small>
        since {clockTime(sinceMs)}, rule {escapeControl(rule)}
      </small>
    </div>
  );
}

function SensorRow({ item }: { readonly item: Extract<AlarmItem, { readonly alarm: unknown }> }) {
  const { sensor, alarm } = item;
  void sensor.room.changes.value;
  const { unit } = sensorType(sensor.kind);
  const { limit, peak, rule } = alarm;
  const place = placeName(sensor.room);
  return (
    <>
      <button
        type="button"
        class="words"
        onClick={() => {
          chosenBuilding.value = sensor.room.buildingKey;
          openRoom.value = sensor.room.topic;
        }}
      >
        <b>
          {sensor.kind} {sensor.value === null ? '–' : `${shownValue(sensor.kind, sensor.value)} ${unit}`}
        </b>{' '}
        {place}
        <small>
          {alarmWords(alarm)}
          {alarm.sinceMs !== undefined && ` since ${clockTime(alarm.sinceMs)}`}
          {limit !== undefined && `, limit ${limit}`}
          {peak !== undefined && `, peak ${shownValue(sensor.kind, peak)}`}
          {rule !== undefined && `, rule ${escapeControl(rule)}`}
        </small>
      </button>
      <span class="commands">
        {isWaiting(item) && (
          <button
            type="button"
            aria-label={`acknowledge ${sensor.kind} of ${place}`}
            onClick={() => sendCommand(sensor.topic, { command: 'acknowledge' })}
          >
            Acknowledge
          </button>
        )}
        {alarm.shelvedUntil === undefined ? (
          <Shelve
            topic={sensor.topic}
            name={`${sensor.kind} of ${place}`}
            hasAlarm={alarm.level !== undefined}
          />
        ) : (
          <button
            type="button"
            aria-label={`unshelve ${sensor.kind} of ${place}`}
            onClick={() => sendCommand(sensor.topic, { command: 'unshelve' })}
          >
            Unshelve
          </button>
        )}
      </span>
    </>
  );
}

const SHELVES = ['10m', '1h', '8h'] as const;

function Shelve({
  topic,
  name,
  hasAlarm,
}: {
  readonly topic: string;
  readonly name: string;
  readonly hasAlarm: boolean;
}) {
  return (
    <select
      aria-label={`shelve ${name}`}
      value=""
      onChange={({ currentTarget }) => {
        const { value } = currentTarget;
        currentTarget.value = '';
        if (value === 'once') sendCommand(topic, { command: 'shelve', once: true });
        else if (value !== '') sendCommand(topic, { command: 'shelve', for: value });
      }}
    >
      <option value="">Shelve …</option>
      {SHELVES.map((time) => (
        <option key={time} value={time}>
          for {time}
        </option>
      ))}
      {hasAlarm && <option value="once">until it is over</option>}
    </select>
  );
}

function Statistics() {
  if (figures.value === undefined || welcome.value === undefined) return null;
  const { raised, per10Min, mostIn10Min, floods, chattering, byRule } = figures.value;
  return (
    <details class="statistics">
      <summary>
        {counted(raised, 'alarm')} since {clockTime(welcome.value.startedAtMs)}
      </summary>
      <p>
        {per10Min === null
          ? 'Too short a run for an average.'
          : `${per10Min.toFixed(1)} in 10 minutes on average.`}{' '}
        At most {mostIn10Min} in 10 minutes. {counted(floods, 'flood')} (more than 10 in 10 minutes).
      </p>
      {byRule.length > 0 && (
        <p>Most by rule: {byRule.map(([rule, alarms]) => `${escapeControl(rule)} ${alarms}`).join(', ')}.</p>
      )}
      {chattering.length > 0 && (
        <p>
          Chattering:{' '}
          {chattering
            .map(([topic, rule, times]) => `${escapeControl(topic)} (${escapeControl(rule)}) ${times} times`)
            .join(', ')}
          .
        </p>
      )}
      <p class="rules">{welcome.value.rules}</p>
    </details>
  );
}
