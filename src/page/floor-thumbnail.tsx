import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { FloorShape } from './floor-plan.ts';
import { MARKS, type MarkName, markOf, worstMark } from './marks.ts';
import { alarmChanges, irregular, type LiveRoom } from './model.ts';
import { chosenFloor } from './settings.ts';
import type { ShownFloor } from './shown-building.ts';

/** The side of a small plan, in pixels. */
const PLAN = 44;

/** The rooms with an alarm by their floors: far fewer than all rooms. */
const alarmedRooms = computed(() => {
  void alarmChanges.value;
  const floors = new Map<number, Set<LiveRoom>>();
  for (const { room, alarm } of irregular.values()) {
    if (markOf(alarm) === undefined) continue;
    const rooms = floors.get(room.floor) ?? new Set();
    floors.set(room.floor, rooms.add(room));
  }
  return floors;
});

/** A floor as a button: a small plan with its alarms alone, its number, and how many of its rooms have an alarm. */
export function FloorThumbnail({
  floor,
  shape,
  isChosen,
}: {
  readonly floor: ShownFloor;
  readonly shape: FloorShape;
  readonly isChosen: boolean;
}) {
  const places = useMemo(() => {
    const placed = floor.wings.flatMap(({ rooms }) => rooms);
    return new Map(placed.map((each) => [each.room, each]));
  }, [floor]);
  const alarmed = [...(alarmedRooms.value.get(floor.floor) ?? [])].flatMap((room) => {
    const place = places.get(room);
    const mark = worstMark(room.sensors)?.mark;
    return place === undefined || mark === undefined ? [] : [{ ...place, mark }];
  });
  const worst = (Object.keys(MARKS) as MarkName[]).find((name) => alarmed.some(({ mark }) => mark === name));
  const { side, arms, core } = shape;
  return (
    <button
      type="button"
      class="thumbnail"
      aria-current={isChosen}
      onClick={() => {
        chosenFloor.value = floor.floor;
      }}
    >
      <svg width={PLAN} height={PLAN} viewBox={`0 0 ${side} ${side}`} aria-hidden="true">
        {[...arms, core].map((box, i) => (
          <rect key={i} class="small-arm" {...box} />
        ))}
        {alarmed.map(({ room, x, y, mark }) => (
          <rect key={room.topic} class={`small ${mark}`} x={x} y={y} width="1" height="1" />
        ))}
      </svg>
      <span>
        Floor {floor.floor}
        <b class={worst ?? ''}>
          {worst === undefined ? 'normal' : `${MARKS[worst].shape} ${alarmed.length}`}
        </b>
      </span>
    </button>
  );
}
