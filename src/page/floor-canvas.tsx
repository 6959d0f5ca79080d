import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { FloorProps } from './floor-drawing.tsx';
import type { FloorShape } from './floor-plan.ts';
import { gridStep } from './grid-keys.ts';
import { openRoom } from './link.ts';
import { MARKS } from './marks.ts';
import type { LiveRoom } from './model.ts';
import { tileOf } from './room-tile.ts';
import { look, shownTheme } from './settings.ts';
import type { PlacedRoom } from './shown-building.ts';
import { CIVIDIS, isDarkStep } from './values.ts';
import { roomWords } from './words.ts';

/** Below this side in pixels a tile has no text. */
const MIN_TEXT_SIDE = 26;
const MIN_RING_SIDE = 14;

/** A floor of so many rooms that SVG would be slow. For the keyboard and the screen reader it is a grid, too. */
export function FloorCanvas({ floor, shape, side }: FloorProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const placed = useMemo(() => floor.wings.flatMap(({ rooms }) => rooms), [floor]);
  const rows = useMemo(() => floor.wings.map(({ rooms }) => rooms.map(({ room }) => room.topic)), [floor]);
  const cell = side / shape.side;
  /** The topic of the room with the focus, if the canvas has the focus. */
  const focused = useSignal<string | undefined>(undefined);
  const [current, setCurrent] = useState(rows[0]?.[0] ?? '');
  useEffect(() => follow(canvas.current, placed, focused, { cell, shape }), [placed, cell, shape]);
  const roomAt = ({ offsetX, offsetY }: MouseEvent): PlacedRoom | undefined => {
    const [x, y] = [offsetX / cell, offsetY / cell];
    return placed.find((each) => x >= each.x && x < each.x + 1 && y >= each.y && y < each.y + 1);
  };
  const focus = (topic: string): void => {
    setCurrent(topic);
    focused.value = topic;
  };
  const row = rows.findIndex((topics) => topics.includes(current));
  const room = placed.find((each) => each.room.topic === current)?.room;
  const id = `floor-${floor.floor}-room`;
  return (
    <figure class="floor">
      <figcaption>Floor {floor.floor}</figcaption>
      <canvas
        ref={canvas}
        style={{ width: `${side}px`, height: `${side}px` }}
        role="grid"
        tabIndex={0}
        aria-label={`floor ${floor.floor}`}
        aria-rowcount={rows.length}
        aria-activedescendant={id}
        onFocus={() => focus(current)}
        onBlur={() => {
          focused.value = undefined;
        }}
        onKeyDown={(event) => {
          const next = gridStep(rows, current, event.key);
          if (event.key === 'Enter') openRoom.value = current;
          else if (next === undefined) return;
          else focus(next);
          event.preventDefault();
        }}
        onClick={(event) => {
          const found = roomAt(event);
          if (found === undefined) return;
          focus(found.room.topic);
          openRoom.value = found.room.topic;
        }}
        onMouseMove={(event) => {
          const found = roomAt(event);
          event.currentTarget.title = found === undefined ? '' : roomWords(found.room);
        }}
      >
        {/* A screen reader reads what stands in a canvas; the room with the focus is enough. */}
        <div
          role="row"
          tabIndex={-1}
          aria-rowindex={row + 1}
          aria-label={`wing ${floor.wings[row]?.wing ?? ''}`}
        >
          <div role="gridcell" tabIndex={-1} id={id} aria-colindex={(rows[row]?.indexOf(current) ?? 0) + 1}>
            {room !== undefined && <RoomName room={room} />}
          </div>
        </div>
      </canvas>
    </figure>
  );
}

function RoomName({ room }: { readonly room: LiveRoom }) {
  void room.changes.value;
  return <>{roomWords(room)}</>;
}

/** Draws all rooms, then in each frame the rooms that changed. Returns the function that ends it. */
function follow(
  canvas: HTMLCanvasElement | null,
  rooms: readonly PlacedRoom[],
  focused: ReadonlySignal<string | undefined>,
  { cell, shape }: { readonly cell: number; readonly shape: FloorShape },
): () => void {
  const side = shape.side * cell;
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
  let colors = readColors(canvas);
  let ringed: PlacedRoom | undefined;
  const draw = (): void => {
    frame = 0;
    for (const placed of changed) drawTile(context, placed, cell, colors);
    changed.clear();
    // The ring lies over the neighbours, so it comes last.
    if (ringed !== undefined) drawRing(context, ringed, cell, colors('focus'));
  };
  const redraw = (): void => {
    colors = readColors(canvas);
    context.clearRect(0, 0, side, side);
    context.fillStyle = colors('arm');
    for (const { x, y, width, height } of [...shape.arms, shape.core])
      context.fillRect(x * cell, y * cell, width * cell, height * cell);
    for (const placed of rooms) changed.add(placed);
    ask();
  };
  const moveRing = (topic: string | undefined): void => {
    if (ringed !== undefined) redraw();
    ringed = rooms.find(({ room }) => room.topic === topic);
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
    // The style sheet has the new colours in the next frame.
    shownTheme.subscribe(() => requestAnimationFrame(redraw)),
    focused.subscribe(moveRing),
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

function drawRing(
  context: CanvasRenderingContext2D,
  { x, y }: PlacedRoom,
  cell: number,
  color: string,
): void {
  context.strokeStyle = color;
  context.lineWidth = 3;
  context.strokeRect(x * cell - 1, y * cell - 1, cell, cell);
}

function drawTile(context: CanvasRenderingContext2D, placed: PlacedRoom, cell: number, color: Colors): void {
  const { mark, text, step, isRinged, isOld } = tileOf(placed.room);
  const [x, y, side] = [placed.x * cell, placed.y * cell, cell * 0.92];
  context.fillStyle = color('arm');
  context.fillRect(x, y, cell, cell);
  context.globalAlpha = isOld && mark === undefined ? 0.5 : 1;
  const isValued = step !== undefined;
  context.fillStyle = isValued ? (CIVIDIS[step] ?? '') : color(mark ?? 'tile');
  context.fillRect(x, y, side, side);
  context.globalAlpha = 1;
  // A ring around a small tile would leave no colour inside; the list tells what nobody acknowledged.
  if (mark !== undefined && (isValued || (isRinged && side >= MIN_RING_SIDE))) {
    context.strokeStyle = color(isValued ? mark : `on-${mark}`);
    context.lineWidth = Math.max(1, isValued ? cell / 10 : cell / 20);
    const inset = isValued ? 1 : Math.max(2, cell / 12);
    context.strokeRect(x + inset, y + inset, side - 2 * inset, side - 2 * inset);
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
