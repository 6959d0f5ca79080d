import type { Signal } from '@preact/signals';
import { sensorType } from '../building/sensors.ts';
import { parseTopic } from '../building/topic.ts';
import type { GroupRow, TopicRow } from '../dashboard/messages.ts';
import { counted } from '../text/counted.ts';
import { escapeControl } from '../text/escape.ts';
import { BrokerPanel } from './broker-panel.tsx';
import { CheckTable } from './check-table.tsx';
import { trafficSearch } from './link.ts';
import { markOf } from './marks.ts';
import { alarmChanges, irregular, nowMs, traffic } from './model.ts';
import { chosenBuilding, panel } from './settings.ts';
import { TableHead } from './table-head.tsx';
import { shownValue } from './values.ts';
import { shortDuration } from './words.ts';

/** Who sends how much: a row for each student's building, and every other topic. */
export function TrafficPanel() {
  const tables = traffic.value;
  if (tables === undefined) return <section class="traffic">…</section>;
  const { checks, groups, topics, topicsFound, topicsLeftOut } = tables;
  return (
    <div class="traffic">
      <section aria-label="readings by prefix">
        <h2>{counted(groups.length, 'building')}, by prefix</h2>
        <Groups groups={groups} />
      </section>
      {checks.length > 0 && (
        <section aria-label="checks">
          <h2>{counted(checks.length, 'program')} under check</h2>
          <CheckTable rows={checks} />
        </section>
      )}
      <section aria-label="other topics">
        <h2>
          Other topics <Search text={trafficSearch} />
        </h2>
        {topics.length === 0 && <p class="quiet">None.</p>}
        {topics.length > 0 && <Topics topics={topics} />}
        {topicsFound > topics.length && <p>and {counted(topicsFound - topics.length, 'quieter topic')}</p>}
        {topicsLeftOut > 0 && <p>{counted(topicsLeftOut, 'message')} of topics beyond the bound of 10,000</p>}
      </section>
      <BrokerPanel />
    </div>
  );
}

function Groups({ groups }: { readonly groups: readonly GroupRow[] }) {
  void alarmChanges.value;
  const alarms = new Map<string, number>();
  for (const { topic, alarm } of irregular.values()) {
    const key = topic.split('/').slice(0, -4).join('/');
    if (markOf(alarm) !== undefined) alarms.set(key, (alarms.get(key) ?? 0) + 1);
  }
  return (
    <table>
      <TableHead
        columns={[
          'building',
          'last reading',
          'age',
          'per second',
          'readings',
          'sensors',
          'alarms',
          'unreadable',
        ]}
      />
      <tbody>
        {[...groups]
          .sort((a, b) => (a.key < b.key ? -1 : 1))
          .map((group) => (
            <tr key={group.key}>
              <th scope="row">
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    chosenBuilding.value = group.key;
                    panel.value = 'building';
                  }}
                >
                  {escapeControl(group.key)}
                </button>
              </th>
              <td>{lastReading(group)}</td>
              <td>{shortDuration(nowMs.value - group.lastAtMs)}</td>
              <td>{group.ratePerSecond.toFixed(1)}</td>
              <td>{group.messages}</td>
              <td>{group.sensors}</td>
              <td>{alarms.get(group.key) ?? 0}</td>
              <td>
                {group.unreadable > 0 && (
                  <b>
                    {group.unreadable}
                    {group.reason !== undefined && `: ${escapeControl(group.reason)}`}
                  </b>
                )}
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

/** `P_2/O/4 TEMP 21.92 Cel` */
function lastReading({ lastTopic, value }: GroupRow): string {
  const { floor, wing, room, sensor } = parseTopic(lastTopic)?.address ?? {};
  if (sensor === undefined) return '';
  const shown = value === null ? 'unreadable' : `${shownValue(sensor, value)} ${sensorType(sensor).unit}`;
  return `P_${floor}/${wing}/${room} ${sensor} ${shown}`;
}

function Search({ text }: { readonly text: Signal<string> }) {
  return (
    <label class="search">
      containing{' '}
      <input
        type="search"
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
        }}
      />
    </label>
  );
}

function Topics({ topics }: { readonly topics: readonly TopicRow[] }) {
  return (
    <table>
      <TableHead columns={['topic', 'per second', 'messages', 'bytes', 'age', 'last payload']} />
      <tbody>
        {topics.map(({ topic, ratePerSecond, messages, bytes, lastAtMs, payload, isCut }) => (
          <tr key={topic}>
            <th scope="row">{escapeControl(topic)}</th>
            <td>{ratePerSecond.toFixed(1)}</td>
            <td>{messages}</td>
            <td>{bytes}</td>
            <td>{shortDuration(nowMs.value - lastAtMs)}</td>
            <td class="payload">
              <code>
                {escapeControl(payload)}
                {isCut && '…'}
              </code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
