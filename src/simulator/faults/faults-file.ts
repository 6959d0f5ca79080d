import type { Selection } from '../../building/selection.ts';
import { orList, ReadError, type Reader, readDuration, readNumber } from '../../text/reader.ts';
import { readTimestamp } from '../../text/time.ts';
import { type Position, type Problem, parseYaml } from '../../yaml/document.ts';
import { list, mapping, readDocument, type Shape, scalar } from '../../yaml/shape.ts';
import * as value from '../../yaml/values.ts';
import type { FaultType } from './fault-type.ts';
import { FAULT_TYPES, findFaultType } from './list.ts';
import { faultsOverlap, MAX_PLANNED_FAULTS, type PlannedFault } from './planned-faults.ts';
import { MAX_RATE } from './random-faults.ts';

/** The content of a faults file: the plan, or the problems of the file. */
export interface FaultsFile {
  /** Undefined where there are problems. */
  readonly plan?: readonly PlannedFault[];
  /** The rate of random faults beside the planned faults; 0 if left out. */
  readonly rate?: number;
  readonly problems: readonly Problem[];
}

/** A moment, or so long after the simulated clock starts. */
interface Start {
  readonly ms: number;
  readonly isRelative: boolean;
}

const readStart: Reader<Start> = (text) => {
  if (/^[\d.]+(ms|s|m|h|d)?$/.test(text)) return { ms: readDuration(text), isRelative: true };
  try {
    return { ms: readTimestamp(text), isRelative: false };
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    throw new ReadError(`${error.message}, or a time after the start such as 10m`);
  }
};

const start = scalar(readStart, { type: ['string', 'number'] });

const faultType = scalar(
  (text): FaultType => {
    const type = findFaultType(text);
    if (type !== undefined) return type;
    throw new ReadError(`unknown fault type; use ${orList(FAULT_TYPES.map((known) => known.type))}`);
  },
  { enum: FAULT_TYPES.map(({ type }) => type) },
);

const whereShape = mapping({
  building: list(value.building),
  floor: value.floors,
  wing: list(value.wing),
  room: value.rooms,
  sensor: list(value.sensor),
});

/** Any parameter of any type. A later check compares the parameters with the type. */
const paramsShape = mapping(
  Object.fromEntries(
    FAULT_TYPES.flatMap(({ params }) => Object.keys(params)).map((name) => [name, value.number]),
  ) as Readonly<Record<string, Shape<number>>>,
);

const faultShape = mapping(
  {
    type: faultType,
    where: whereShape,
    start,
    end: start,
    duration: value.positiveDuration,
    severity: scalar(readNumber(0, 1), { type: 'number', minimum: 0, maximum: 1 }),
    params: paramsShape,
  },
  ['type', 'start'],
);

const rate = scalar(readNumber(0, MAX_RATE), { type: 'number', minimum: 0, maximum: MAX_RATE });

/** The shape of a faults file. */
export const faultsShape = mapping({ rate, faults: list(faultShape) }, ['faults']);

type FaultText = NonNullable<ReturnType<typeof faultShape.read>>;

interface PlacedFault {
  readonly at: Position;
  readonly fault: PlannedFault;
}

/**
 * Reads a faults file.
 *
 * @param startMs where the simulated clock starts
 */
export function readFaultsFile(text: string, startMs: number): FaultsFile {
  const { value: file, problems } = readDocument(parseYaml(text), faultsShape);
  if (file === undefined) return { problems };
  const texts = file.faults ?? [];
  if (texts.length > MAX_PLANNED_FAULTS)
    return { problems: [{ ...file.position, message: `more than ${MAX_PLANNED_FAULTS} faults` }] };
  const found: Problem[] = [];
  const placed = texts.flatMap((fault) => placedFault(fault, startMs, found));
  found.push(...overlaps(placed));
  if (found.length > 0) return { problems: found };
  return { plan: placed.map(({ fault }) => fault), rate: file.rate ?? 0, problems };
}

function placedFault(text: FaultText, clockMs: number, problems: Problem[]): PlacedFault[] {
  const { position, type, where, severity = 0.5 } = text;
  const problem = (message: string): PlacedFault[] => {
    problems.push({ ...position, message });
    return [];
  };
  const startMs = momentOf(text.start, clockMs);
  const endMs = text.duration === undefined ? momentOf(text.end, clockMs) : (startMs ?? 0) + text.duration;
  if (type === undefined || startMs === undefined) return [];
  if ((text.end === undefined) === (text.duration === undefined))
    return problem('a fault has one of end and duration');
  if (endMs === undefined || endMs <= startMs) return problem('it ends before it starts');
  const params = paramsOf(text.params);
  const unknown = Object.keys(params).find((name) => !Object.hasOwn(type.params, name));
  if (unknown !== undefined) {
    const known = Object.keys(type.params);
    return problem(
      `${type.type} has no parameter '${unknown}'; ${known.length > 0 ? `use ${orList(known)}` : 'it has none'}`,
    );
  }
  return [
    { at: position, fault: { type, where: selectionOf(where, type), startMs, endMs, severity, params } },
  ];
}

function momentOf(start: Start | undefined, clockMs: number): number | undefined {
  return start && (start.isRelative ? clockMs + start.ms : start.ms);
}

function paramsOf(params: FaultText['params']): Record<string, number> {
  const entries = Object.entries(params ?? {}).flatMap(([name, number]) =>
    typeof number === 'number' ? [[name, number] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** Only sensors with a visible effect of the type. */
function selectionOf(where: FaultText['where'], { sensors }: FaultType): Selection {
  const named = where?.sensor;
  const sensor = sensors.filter((kind) => named?.includes(kind) ?? true);
  if (where === undefined) return { sensor };
  const { position: _, ...selection } = where;
  return { ...selection, sensor };
}

function overlaps(placed: readonly PlacedFault[]): Problem[] {
  return placed.flatMap(({ at, fault }, i) => {
    if (fault.where.sensor?.length === 0) {
      return [{ ...at, message: `${fault.type.type} can only be seen at ${fault.type.sensors.join(', ')}` }];
    }
    const other = placed.slice(0, i).find((earlier) => faultsOverlap(earlier.fault, fault));
    return other
      ? [
          {
            ...at,
            message: `overlaps with ${other.fault.type.type}, line ${other.at.line}, at the same sensor`,
          },
        ]
      : [];
  });
}
