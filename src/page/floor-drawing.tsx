import { useRef, useState } from 'preact/hooks';
import type { FloorShape } from './floor-plan.ts';
import { gridStep } from './grid-keys.ts';
import { openRoom } from './link.ts';
import { MARKS } from './marks.ts';
import { tileOf } from './room-tile.ts';
import { look } from './settings.ts';
import type { PlacedRoom, ShownFloor } from './shown-building.ts';
import { roomWords } from './words.ts';

export interface FloorProps {
  readonly floor: ShownFloor;
  readonly shape: FloorShape;
  /** In pixels. */
  readonly side: number;
}

/** The units of the drawing in one cell. */
const CELL = 40;
const INSET = 1.5;

/** A floor as SVG: a grid of rooms for the keyboard and the screen reader, a wing a row. */
export function FloorDrawing({ floor, shape, side }: FloorProps) {
  const { grid, active, onKeyDown, onFocus } = useGridKeys(floor);
  const units = shape.side * CELL;
  return (
    <figure class="floor">
      <figcaption>Floor {floor.floor}</figcaption>
      <svg
        ref={grid}
        width={side}
        height={side}
        viewBox={`0 0 ${units} ${units}`}
        role="grid"
        aria-label={`floor ${floor.floor}`}
        onKeyDown={onKeyDown}
        onFocusIn={onFocus}
      >
        {[...shape.arms, shape.core].map(({ x, y, width, height }) => (
          <rect
            key={`${x} ${y}`}
            class="arm"
            x={x * CELL}
            y={y * CELL}
            width={width * CELL}
            height={height * CELL}
            aria-hidden="true"
          />
        ))}
        {floor.wings.map(({ wing, rooms }) => (
          <g key={wing} role="row" aria-label={`wing ${wing}`}>
            {rooms.map((placed) => (
              <Tile key={placed.room.topic} placed={placed} isActive={placed.room.topic === active} />
            ))}
          </g>
        ))}
        <text class="core" x={units / 2} y={units / 2} aria-hidden="true">
          {floor.floor}
        </text>
      </svg>
    </figure>
  );
}

function Tile({ placed, isActive }: { readonly placed: PlacedRoom; readonly isActive: boolean }) {
  const { room, x, y } = placed;
  void room.changes.value;
  const { classes, text, mark, isRinged } = tileOf(room);
  const isValued = look.value !== 'alarms';
  const side = CELL - 2 * INSET;
  return (
    <g
      class={`tile ${classes}${openRoom.value === room.topic ? ' open' : ''}`}
      data-room={room.topic}
      transform={`translate(${x * CELL + INSET} ${y * CELL + INSET})`}
    >
      <g
        class="cell"
        role="gridcell"
        tabindex={isActive ? 0 : -1}
        aria-label={roomWords(room)}
        onClick={() => {
          openRoom.value = room.topic;
        }}
      >
        <rect class="body" width={side} height={side} rx="3" />
        {isRinged && <rect class="ring" x="1.5" y="1.5" width={side - 3} height={side - 3} rx="2" />}
      </g>
      <g aria-hidden="true">
        <text class="number" x="4.5" y="11">
          {room.room}
        </text>
        {mark !== undefined && (
          <text class="shape" x={isValued ? side - 9 : side / 2} y={isValued ? 12 : side / 2 + 3}>
            {MARKS[mark].shape}
          </text>
        )}
        <text class="value" x={side / 2} y={mark === undefined || isValued ? side / 2 + 8 : side - 5}>
          {text}
        </text>
      </g>
    </g>
  );
}

/** Left and right go from room to room, up and down from wing to wing; Enter opens the room. One stop for Tab. */
function useGridKeys({ wings }: ShownFloor) {
  const grid = useRef<SVGSVGElement>(null);
  const [current, setCurrent] = useState<string | undefined>(undefined);
  const topics = wings.map(({ rooms }) => rooms.map(({ room }) => room.topic));
  const active = topics.flat().includes(current ?? '') ? current : topics[0]?.[0];

  const focus = (topic: string): void => {
    setCurrent(topic);
    for (const tile of grid.current?.querySelectorAll<SVGElement>('[data-room]') ?? []) {
      if (tile.dataset.room === topic) tile.querySelector<SVGElement>('.cell')?.focus();
    }
  };
  const onFocus = ({ target }: FocusEvent): void => {
    const tile = target instanceof Element ? target.closest<SVGElement>('[data-room]') : null;
    if (tile !== null) setCurrent(tile.dataset.room);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = gridStep(topics, active ?? '', event.key);
    if (event.key === 'Enter') openRoom.value = active ?? null;
    else if (next === undefined) return;
    else focus(next);
    event.preventDefault();
  };
  return { grid, active, onKeyDown, onFocus };
}
