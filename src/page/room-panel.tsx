import { sensorType } from '../building/sensors.ts';
import type { SensorDetails } from '../dashboard/messages.ts';
import { counted } from '../text/counted.ts';
import { escapeControl } from '../text/escape.ts';
import { Chart } from './chart.tsx';
import { ChartTime } from './chart-time.tsx';
import { openRoom } from './link.ts';
import { alarmWords, MARKS, markOf } from './marks.ts';
import { buildings, details, type LiveRoom, nowMs, type Sensor, structure } from './model.ts';
import { shownValue } from './values.ts';
import { WhatIfPanel } from './what-if-panel.tsx';
import { inKindOrder, placeName, shortDuration } from './words.ts';

/** A room: its sensors with their last hour. */
export function RoomPanel({ topic }: { readonly topic: string }) {
  void structure.value;
  const room = findRoom(topic);
  if (room === undefined) return null;
  void room.changes.value;
  const known = details.value?.room === topic ? details.value.sensors : [];
  return (
    <section class="room" aria-label={placeName(room)}>
      <h2>
        {placeName(room)}
        <button
          type="button"
          onClick={() => {
            openRoom.value = null;
          }}
        >
          Close <kbd>esc</kbd>
        </button>
      </h2>
      <WhatIfPanel room={room} />
      <ChartTime />
      {[...room.sensors].sort(inKindOrder).map((sensor) => (
        <SensorView key={sensor.id} sensor={sensor} details={known.find(({ id }) => id === sensor.id)} />
      ))}
    </section>
  );
}

function findRoom(topic: string): LiveRoom | undefined {
  for (const { rooms } of buildings.values()) {
    const room = rooms.get(topic);
    if (room !== undefined) return room;
  }
  return undefined;
}

interface SensorViewProps {
  readonly sensor: Sensor;
  readonly details: SensorDetails | undefined;
}

function SensorView({ sensor, details: known }: SensorViewProps) {
  const { kind, value, alarm } = sensor;
  const { quantity, unit } = sensorType(kind);
  const mark = markOf(alarm);
  return (
    <article>
      <h3>
        {mark !== undefined && <span class={`sample ${mark}`}>{MARKS[mark].shape}</span>}
        {kind} <small>{quantity}</small>
        <b>{value === null ? 'no value' : `${shownValue(kind, value)} ${unit}`}</b>
      </h3>
      <p>
        {alarmWords(alarm)}, {shortDuration(nowMs.value - sensor.atMs)} ago{sensor.isOld && ' (old)'}
        {known !== undefined && <DetailWords details={known} />}
      </p>
      {known !== undefined && <Chart sensor={sensor} limits={known.limits} />}
    </article>
  );
}

function DetailWords({
  details: { format, gaps, seq, unreadable, reason, readings },
}: {
  readonly details: SensorDetails;
}) {
  return (
    <small>
      {' '}
      {counted(readings, 'reading')}
      {format !== undefined && ` in ${format}`}
      {seq !== undefined && `, the last is number ${seq}`}
      {gaps > 0 && <b>, {gaps} numbers missing</b>}
      {unreadable > 0 && (
        <b>
          , {unreadable} unreadable{reason !== undefined && `: ${escapeControl(reason)}`}
        </b>
      )}
    </small>
  );
}
