import { useEffect, useRef } from 'preact/hooks';
import type { FloorProps } from './floor-drawing.tsx';
import { openRoom } from './link.ts';
import { MARKS } from './marks.ts';
import { tileOf } from './room-tile.ts';
import { look, theme } from './settings.ts';
import type { PlacedRoom } from './shown-building.ts';
import { CIVIDIS, isDarkStep } from './values.ts';
import { roomWords } from './words.ts';

/** Below this side in pixels a tile has no text. */
const MIN_TEXT_SIDE = 26;
const MIN_RING_SIDE = 14;

/** A floor of so many rooms that SVG would be slow. The rooms in alarm are buttons in a list for the keyboard. */
export function FloorCanvas({ floor, shape, side }: FloorProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const placed = floor.wings.flatMap(({ rooms }) => rooms);
  const cell = side / shape.side;
  useEffect(() => follow(canvas.current, placed, cell, side), [floor, cell, side]);
  const roomAt = ({ offsetX, offsetY }: MouseEvent): PlacedRoom | undefined => {
    const [x, y] = [offsetX / cell, offsetY / cell];
    return placed.find((each) => x >= each.x && x < each.x + 1 && y >= each.y && y < each.y + 1);
  };
  return (
    <figure class="floor">
      <figcaption>Floor {floor.floor}</figcaption>
      <canvas
        ref={canvas}
        style={{ width: `${side}px`, height: `${side}px` }}
        role="img"
        aria-label={`floor ${floor.floor} with ${floor.rooms} rooms`}
        onClick={(event) => {
          const found = roomAt(event);
          if (found !== undefined) openRoom.value = found.room.topic;
        }}
        onMouseMove={(event) => {
          const found = roomAt(event);
          event.currentTarget.title = found === undefined ? '' : roomWords(found.room);
        }}
      />
      <RoomChoice rooms={placed} />
    </figure>
  );
}

/** Opens a room by its name: the way of the keyboard into a canvas. */
function RoomChoice({ rooms }: { readonly rooms: readonly PlacedRoom[] }) {
  return (
    <label class="room-choice">
      room{' '}
      <select
        value={openRoom.value ?? ''}
        onChange={({ currentTarget }) => {
          openRoom.value = currentTarget.value === '' ? null : currentTarget.value;
        }}
      >
        <option value="">…</option>
        {rooms.map(({ room }) => (
          <option key={room.topic} value={room.topic}>
            {room.wing} {room.room}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Draws all rooms, then in each frame the rooms that changed. Returns the function that ends it. */
function follow(
  canvas: HTMLCanvasElement | null,
  rooms: readonly PlacedRoom[],
  cell: number,
  side: number,
): () => void {
  const context = canvas?.getContext('2d');
  if (canvas === null || context === null || context === undefined) return () => {};
  const scale = devicePixelRatio;
  canvas.width = side * scale;
  canvas.height = side * scale;
  context.scale(scale, scale);
  const changed = new Set(rooms);
  let frame = 0;
  const ask = (): void => {
    if (frame === 0) frame = requestAnimationFrame(draw);
  };
  const draw = (): void => {
    frame = 0;
    const colors = readColors(canvas);
    for (const placed of changed) drawTile(context, placed, cell, colors);
    changed.clear();
  };
  const redraw = (): void => {
    for (const placed of rooms) changed.add(placed);
    ask();
  };
  const ends = [
    ...rooms.map((placed) =>
      placed.room.changes.subscribe(() => {
        changed.add(placed);
        ask();
      }),
    ),
    look.subscribe(redraw),
    theme.subscribe(redraw),
  ];
  return () => {
    cancelAnimationFrame(frame);
    for (const end of ends) end();
  };
}

type Colors = (name: string) => string;

/** The colours of the style sheet, in the theme of the moment. */
function readColors(element: Element): Colors {
  const style = getComputedStyle(element);
  const known = new Map<string, string>();
  return (name) => {
    const color = known.get(name) ?? style.getPropertyValue(`--${name}`);
    known.set(name, color);
    return color;
  };
}

function drawTile(context: CanvasRenderingContext2D, placed: PlacedRoom, cell: number, color: Colors): void {
  const { mark, text, step, isRinged, isOld } = tileOf(placed.room);
  const [x, y, side] = [placed.x * cell, placed.y * cell, cell * 0.92];
  context.clearRect(x, y, cell, cell);
  context.globalAlpha = isOld && mark === undefined ? 0.5 : 1;
  const isValued = step !== undefined;
  context.fillStyle = isValued ? (CIVIDIS[step] ?? '') : color(mark ?? 'tile');
  context.fillRect(x, y, side, side);
  context.globalAlpha = 1;
  // A ring around a small tile would leave no colour inside; the list tells what nobody acknowledged.
  if (mark !== undefined && (isValued || (isRinged && side >= MIN_RING_SIDE))) {
    context.strokeStyle = isValued ? color(mark) : color('ring');
    context.lineWidth = Math.max(1, cell / 10);
    context.strokeRect(x + 1, y + 1, side - 2, side - 2);
  }
  const isDark = isValued && isDarkStep(step);
  context.fillStyle = isValued
    ? isDark
      ? '#fff'
      : '#000'
    : color(mark === undefined ? 'tile-text' : `on-${mark}`);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  if (mark !== undefined) {
    context.font = `${cell * 0.55}px sans-serif`;
    context.fillText(MARKS[mark].shape, x + side / 2, y + side / 2);
  } else if (side >= MIN_TEXT_SIDE) {
    context.font = `${cell * 0.3}px sans-serif`;
    context.fillText(isValued ? text : String(placed.room.room), x + side / 2, y + side / 2);
  }
}
