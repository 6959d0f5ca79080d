import { isBuildingName } from './address.ts';
import { isSensorKind, SENSOR_KINDS, SENSORS, type SensorKind, sensorType } from './sensors.ts';
import { parseFloorLevel, parseRoomLevel } from './topic.ts';
import { isWing, WINGS, type Wing, wingInWords, wingMeant, wingType } from './wings.ts';

/** One of the five levels in a sensor's topic. */
export interface TopicPlace {
  readonly name: string;
  readonly form: string;
  /** The meaning of `+` here. */
  readonly all: string;
  readonly accepts: (level: string) => boolean;
  readonly meaning: (level: string) => string;
  /** The right spelling of a level whose meaning is clear, such as `P_2` for `P_02`. */
  readonly meant: (level: string) => string | undefined;
}

/** Building, floor, wing, room and sensor. */
export const TOPIC_PLACES: readonly TopicPlace[] = [
  {
    name: 'building',
    form: 'a name without $ in front or control characters',
    all: 'any building',
    accepts: isBuildingName,
    meaning: (level) => `the building ${level}`,
    meant: () => undefined,
  },
  {
    name: 'floor',
    form: 'P_ and an integer without leading zeros: P_2, P_0, P_-1',
    all: 'any floor',
    accepts: (level) => parseFloorLevel(level) !== undefined,
    meaning: (level) =>
      `floor ${parseFloorLevel(level)}${(parseFloorLevel(level) ?? 0) < 0 ? ' (a basement)' : ''}`,
    meant: (level) => {
      const number = /^(?:p|pl|planta|piso|floor|f)?[_ ]?(-?\d{1,9})$/i.exec(level)?.[1];
      return number === undefined ? undefined : `P_${Number(number) || 0}`;
    },
  },
  {
    name: 'wing',
    form: `one of ${WINGS.join(', ')}`,
    all: 'any wing',
    accepts: isWing,
    meaning: (level) => (isWing(level) ? `the ${describeWing(level)} wing` : level),
    meant: (level) => {
      const wing = wingMeant(level);
      return wing && wingInWords(wing);
    },
  },
  {
    name: 'room',
    form: 'a positive integer without leading zeros',
    all: 'any room',
    accepts: (level) => parseRoomLevel(level) !== undefined,
    meaning: (level) => `room ${level}`,
    meant: (level) => /^(?:room|r|sala|aula|hab|habitaci[oó]n|h)?[_ -]?0*([1-9]\d{0,8})$/iu.exec(level)?.[1],
  },
  {
    name: 'sensor',
    form: `one of ${SENSOR_KINDS.join(', ')}`,
    all: 'any sensor',
    accepts: isSensorKind,
    meaning: (level) => (isSensorKind(level) ? describeSensor(level) : level),
    meant: sensorMeant,
  },
];

function describeWing(wing: Wing): string {
  const { name, word } = wingType(wing);
  return word === undefined ? name : `${name} (${word})`;
}

/** The quantity with the unit, or with the two values. */
function describeSensor(kind: SensorKind): string {
  const { quantity, unit, range, quantum } = sensorType(kind);
  const [min, max] = range;
  return `${quantity}, ${max - min === quantum ? `${min} or ${max}` : `in ${unit}`}`;
}

/** The kind behind a name in any letter case, in English or Spanish: `temperatura`. */
function sensorMeant(level: string): SensorKind | undefined {
  const name = level.toLowerCase();
  return SENSORS.find(({ kind, keys }) => kind.toLowerCase() === name || keys.includes(name))?.kind;
}
