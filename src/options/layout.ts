import { type IntSet, intSet, intSetSize } from '../building/int-set.ts';
import { DEFAULT_SENSORS, type Layout, layoutOf, narrowLayout, uniformLayout } from '../building/layout.ts';
import { SENSOR_KINDS } from '../building/sensors.ts';
import { usageFailure } from '../failure.ts';
import { DEFAULT_SITE, type Site } from '../simulator/site.ts';
import { readInteger } from '../text/reader.ts';
import { layoutFileOption, loadedLayout } from './layout-file.ts';
import type { Settings } from './option.ts';
import { selectionOf, selectionOptions } from './selection.ts';
import { optional } from './values.ts';

const FLOORS = 4;
const ROOMS = 6;
const MAX_FLOORS = 100_000;
const MAX_ROOMS = 1_000_000;
export const DEFAULT_BUILDING = 'BUILDING';

/** The size of the building, and the selection that narrows it. */
export const layoutOptions = {
  ...selectionOptions,
  layout: layoutFileOption,
  building: { ...selectionOptions.building, shown: DEFAULT_BUILDING },
  floors: optional(
    { group: 'Building', takes: 'N', shown: `${FLOORS}`, describe: 'how many floors there are' },
    readInteger(1, MAX_FLOORS),
  ),
  rooms: optional(
    { group: 'Building', takes: 'N', shown: `${ROOMS}`, describe: 'how many rooms in each wing of a floor' },
    readInteger(1, MAX_ROOMS),
  ),
} as const;

export interface ChosenBuilding {
  readonly layout: Layout;
  readonly site: Site;
}

/** The selected sensors of the building in the options or the layout file. */
export function buildingOfOptions(settings: Settings<typeof layoutOptions>): ChosenBuilding {
  if (settings.layout === undefined) return { layout: layoutOfSizes(settings), site: DEFAULT_SITE };
  const size = (['floors', 'rooms'] as const).find((name) => settings[name] !== undefined);
  if (size !== undefined) throw usageFailure(`--layout says which ${size} there are: leave --${size} out`);
  const { layout, site, name } = loadedLayout(settings.layout);
  const narrowed = narrowLayout(layout, selectionOf(settings));
  if (narrowed.size > 0) return { layout: narrowed, site };
  throw usageFailure(`the selection holds no sensor of ${name}, the building of ${settings.layout}`);
}

/**
 * The same, for a building with simulated readings: a selected floor or room beyond its last one is a usage failure. A
 * basement exists by being selected.
 */
export function simulatedBuilding(settings: Settings<typeof layoutOptions>): ChosenBuilding {
  const { layout, floor, floors = FLOORS, room, rooms = ROOMS } = settings;
  if (layout === undefined) {
    refuseBeyond('floor', floor, floors, '');
    refuseBeyond('room', room, rooms, ' in each wing');
  }
  return buildingOfOptions(settings);
}

function refuseBeyond(level: 'floor' | 'room', chosen: IntSet = [], count: number, where: string): void {
  const [, last = count] = chosen.at(-1) ?? [];
  if (last <= count) return;
  throw usageFailure(
    `--${level} ${last}: the building has ${range(level, count)}${where}; --${level}s ${last} makes it larger`,
  );
}

export function layoutOfOptions(settings: Settings<typeof layoutOptions>): Layout {
  return buildingOfOptions(settings).layout;
}

/**
 * The selected sensors. A selected floor, room or kind of sensor exists by being selected; with --floors or --rooms a
 * selected floor or room beyond that number is a usage failure.
 */
function layoutOfSizes(settings: Settings<typeof layoutOptions>): Layout {
  const selection = selectionOf(settings);
  const { floors, rooms } = settings;
  const buildings = selection.building ?? [DEFAULT_BUILDING];
  const allFloors = floors === undefined ? (selection.floor ?? intSet([[1, FLOORS]])) : intSet([[1, floors]]);
  const allRooms = rooms === undefined ? (selection.room ?? intSet([[1, ROOMS]])) : intSet([[1, rooms]]);
  if (intSetSize(allFloors) > MAX_FLOORS) throw usageFailure(`--floor: select at most ${MAX_FLOORS} floors`);
  const sensors = SENSOR_KINDS.filter(
    (kind) => DEFAULT_SENSORS.includes(kind) || selection.sensor?.includes(kind),
  );
  const blocks = [...new Set(buildings)].flatMap(
    (building) => uniformLayout({ building, floors: allFloors, rooms: allRooms, sensors }).blocks,
  );
  const layout = narrowLayout(layoutOf(blocks), selection);
  if (layout.size === 0) {
    const shown = [
      floors === undefined ? undefined : `--floors ${floors} makes ${range('floor', floors)}`,
      rooms === undefined ? undefined : `--rooms ${rooms} makes ${range('room', rooms)}`,
    ];
    throw usageFailure(
      `the selection holds no sensor: ${shown.filter((text) => text !== undefined).join(', ')}`,
    );
  }
  return layout;
}

/** `floor 1`, `floors 1-4` */
function range(noun: string, count: number): string {
  return count === 1 ? `${noun} 1` : `${noun}s 1-${count}`;
}
