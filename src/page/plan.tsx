import { computed } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { FloorCanvas } from './floor-canvas.tsx';
import { FloorDrawing } from './floor-drawing.tsx';
import { bestGrid } from './floor-grid.ts';
import { FloorThumbnail } from './floor-thumbnail.tsx';
import { Legend } from './legend.tsx';
import { status, structure } from './model.ts';
import { chosenFloor } from './settings.ts';
import { currentBuilding, layOut, type ShownBuilding } from './shown-building.ts';

/** Above this number of floors one is large, and the others are small. */
const MAX_LARGE_FLOORS = 8;
/** Above this number of visible rooms a canvas is faster than SVG. */
const MAX_SVG_ROOMS = 1500;

const shown = computed<ShownBuilding | undefined>(() => {
  void structure.value;
  const building = currentBuilding();
  return building && layOut(building);
});

/** The floors of the building, side by side. */
export function BuildingPlan() {
  const building = shown.value;
  return (
    <section class="plan" aria-label="plan of the building">
      <Legend />
      {building === undefined ? <NoReadings /> : <Floors building={building} />}
    </section>
  );
}

function NoReadings() {
  const isConnected = status.value?.connection.state === 'connected';
  return (
    <div class="empty">
      <p>No reading has come yet.</p>
      {isConnected && (
        <p>
          In another terminal: <code>building-sim publish</code>
        </p>
      )}
    </div>
  );
}

function Floors({ building }: { readonly building: ShownBuilding }) {
  const { floors, shape } = building;
  const isMany = floors.length > MAX_LARGE_FLOORS;
  const chosen = floors.find(({ floor }) => floor === chosenFloor.value) ?? floors[0];
  const large = isMany && chosen !== undefined ? [chosen] : floors;
  const rooms = large.reduce((sum, floor) => sum + floor.rooms, 0);
  const Floor = rooms > MAX_SVG_ROOMS ? FloorCanvas : FloorDrawing;
  const [frame, { side, columns }] = useFloorGrid(large.length);
  return (
    <>
      {isMany && (
        <nav class="thumbnails" aria-label="floors">
          {floors.map((floor) => (
            <FloorThumbnail key={floor.floor} floor={floor} shape={shape} isChosen={floor === chosen} />
          ))}
        </nav>
      )}
      <div class="floors" ref={frame} style={{ gridTemplateColumns: `repeat(${columns}, auto)` }}>
        {side > 0 &&
          large.map((floor) => <Floor key={floor.floor} floor={floor} shape={shape} side={side} />)}
      </div>
    </>
  );
}

/** The largest squares in which so many floors fill the place that they have: side in pixels, and squares in a row. */
function useFloorGrid(count: number) {
  const frame = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [frame, bestGrid(count, size.width, size.height)] as const;
}
