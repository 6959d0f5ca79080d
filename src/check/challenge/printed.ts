import type { Address } from '../../building/address.ts';
import { sensorType } from '../../building/sensors.ts';
import { wingType } from '../../building/wings.ts';
import type { OutputLine } from '../evidence.ts';

/** A line of output, taken apart once. */
export interface PrintedLine extends OutputLine {
  readonly numbers: readonly PrintedNumber[];
  /** All runs of digits without decimals: floors and rooms, in `P_2` too. */
  readonly integers: ReadonlySet<number>;
}

interface PrintedNumber {
  readonly value: number;
  readonly decimals: number;
}

/** The parts of a place, as feedback names them. */
export const PLACE_PARTS = ['building', 'floor', 'wing', 'room', 'sensor'] as const;
export type PlacePart = (typeof PLACE_PARTS)[number];

const known = new WeakMap<OutputLine, PrintedLine>();

/** Takes a line apart: numbers with point or comma, and integers. Dates and times of day are no numbers. */
export function printedLine(line: OutputLine): PrintedLine {
  const before = known.get(line);
  if (before !== undefined) return before;
  const text = line.text.slice(0, MAX_LINE).replace(TIMES, ' ');
  const taken = { ...line, numbers: numbersIn(text), integers: integersIn(text) };
  known.set(line, taken);
  return taken;
}

/** A longer line is read up to here. */
const MAX_LINE = 4000;
const TIMES =
  /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?|\d{1,2}\/\d{1,2}\/\d{2,4}|\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?/g;

function numbersIn(text: string): PrintedNumber[] {
  const pointed = [...text.matchAll(/(?<![\w.])[-+−]?\d+(?:\.(\d+))?(?:e[-+]?\d+)?/gi)];
  // A comma separates columns or decimals: both readings count.
  const commas = [...text.matchAll(/(?<![\w.])[-+−]?\d+,(\d+)(?![\d.])/g)];
  return [...pointed, ...commas].map(([number, decimals = '']) => {
    const value = Number(number.replace('−', '-').replace(',', '.'));
    const exponent = /e/i.test(number) ? significantDecimals(value) : decimals.length;
    return { value, decimals: exponent };
  });
}

function significantDecimals(value: number): number {
  return (String(value).split('.')[1] ?? '').length;
}

function integersIn(text: string): ReadonlySet<number> {
  const runs = text.matchAll(/(?<![\d.])(?<!\d,)-?\d+(?!\.?\d)/g);
  // A minus between two words is a hyphen.
  return new Set([...runs].flatMap(([run]) => [Number(run), Math.abs(Number(run))]));
}

/** True if the line has the value, as precisely as the program prints numbers: rounded or cut, one decimal at least. */
export function hasValue({ numbers }: PrintedLine, value: number): boolean {
  return numbers.some((number) => isSame(number, value));
}

/** True if the line has the value with two decimals or more. */
export function hasPreciseValue({ numbers }: PrintedLine, value: number): boolean {
  return numbers.some((number) => number.decimals >= 2 && isSame(number, value));
}

function isSame({ value: printed, decimals }: PrintedNumber, value: number): boolean {
  if (decimals === 0 && !Number.isInteger(value)) return false;
  const step = 10 ** -decimals;
  const difference = Math.abs(printed - value);
  const isCut = Math.abs(printed) < Math.abs(value) && difference < step - 1e-9;
  return difference <= Math.max(step / 2, 1e-6 * Math.abs(value)) + 1e-9 || isCut;
}

/** The parts of a place that these lines do not name. */
export function missingParts(lines: readonly PrintedLine[], address: Address): readonly PlacePart[] {
  const text = lines.map((line) => line.text).join('\n');
  const hasInteger = (value: number): boolean => lines.some(({ integers }) => integers.has(value));
  const named: Readonly<Record<PlacePart, boolean>> = {
    building: text.toLowerCase().includes(address.building.toLowerCase()),
    floor: hasInteger(address.floor),
    wing: wingWords(address).test(text),
    room: hasInteger(address.room),
    sensor: sensorWords(address).test(text),
  };
  return PLACE_PARTS.filter((part) => !named[part]);
}

const SPANISH_WINGS: Readonly<Record<string, string>> = { N: 'norte', S: 'sur', E: 'este', O: 'oeste' };

/** The letter on its own in upper case, or the wing's name. */
function wingWords({ wing }: Address): RegExp {
  const { alias, name } = wingType(wing);
  const letters = [wing, ...(alias === undefined ? [] : [alias])].join('|');
  const names = [name, SPANISH_WINGS[wing] ?? name]
    .flatMap((word) => [word, word.toUpperCase(), capital(word)])
    .join('|');
  return new RegExp(`(?<![A-Za-z])(?:${letters}|${names})(?![A-Za-z])`);
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

function sensorWords({ sensor }: Address): RegExp {
  return new RegExp([sensor, ...sensorType(sensor).keys].join('|'), 'i');
}
