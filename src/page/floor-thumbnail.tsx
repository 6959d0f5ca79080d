import { MARKS, type MarkName, worstMark } from './marks.ts';
import { alarmChanges } from './model.ts';
import { chosenFloor } from './settings.ts';
import type { ShownFloor } from './shown-building.ts';

/** A floor as a button: its number, and how many of its rooms have an alarm. */
export function FloorThumbnail({
  floor,
  isChosen,
}: {
  readonly floor: ShownFloor;
  readonly isChosen: boolean;
}) {
  void alarmChanges.value;
  const marks = floor.wings.flatMap(({ rooms }) =>
    rooms.flatMap(({ room }) => worstMark(room.sensors)?.mark ?? []),
  );
  const worst = (Object.keys(MARKS) as MarkName[]).find((name) => marks.includes(name));
  return (
    <button
      type="button"
      class={`thumbnail ${worst ?? ''}`}
      aria-current={isChosen}
      onClick={() => {
        chosenFloor.value = floor.floor;
      }}
    >
      Floor {floor.floor}
      <span>{worst === undefined ? 'normal' : `${MARKS[worst].shape} ${marks.length}`}</span>
    </button>
  );
}
