import { SENSOR_KINDS, type SensorKind } from '../building/sensors.ts';
import { WINGS, type Wing } from '../building/wings.ts';
import { byFloor, type FloorShape, floorShape, roomPlaces } from './floor-plan.ts';
import { type Building, buildings, type LiveRoom, structure } from './model.ts';
import { chosenBuilding } from './settings.ts';

/** A floor of the shown building with its rooms by wing, in ascending number. */
export interface ShownFloor {
  readonly floor: number;
  readonly wings: readonly ShownWing[];
  readonly rooms: number;
}

export interface ShownWing {
  readonly wing: Wing;
  readonly rooms: readonly PlacedRoom[];
}

export interface PlacedRoom {
  readonly room: LiveRoom;
  readonly x: number;
  readonly y: number;
}

export interface ShownBuilding {
  readonly key: string;
  readonly shape: FloorShape;
  readonly floors: readonly ShownFloor[];
}

/** The building on the plan; undefined before the first reading. */
export function currentBuilding(): Building | undefined {
  void structure.value;
  const [first] = buildings.values();
  return buildings.get(chosenBuilding.value ?? '') ?? first;
}

/** The kinds of sensor in the shown building. */
export function presentKinds(): readonly SensorKind[] {
  const present = currentBuilding()?.kinds;
  return SENSOR_KINDS.filter((kind) => present?.has(kind));
}

/** A building laid out: floors in the order of people, wings and rooms in the order of reading. */
export function layOut({ key, rooms }: Building): ShownBuilding {
  const all = [...rooms.values()];
  const { places, placeOf } = roomPlaces(all.map(({ room }) => room));
  const shape = floorShape(places);
  const numbers = [...new Set(all.map(({ floor }) => floor))].sort(byFloor);
  const floors = numbers.map((floor): ShownFloor => {
    const onFloor = all.filter((room) => room.floor === floor);
    const wings = WINGS.map((wing): ShownWing => {
      const inWing = onFloor.filter((room) => room.wing === wing).sort((a, b) => a.room - b.room);
      return { wing, rooms: inWing.map((room) => ({ room, ...shape.place(wing, placeOf(room.room)) })) };
    }).filter((wing) => wing.rooms.length > 0);
    return { floor, wings, rooms: onFloor.length };
  });
  return { key, shape, floors };
}
