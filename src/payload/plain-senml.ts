import { byKind, type SensorKind } from '../building/sensors.ts';
import { ABSOLUTE_SECONDS, fromEpochSeconds } from '../building/time.ts';
import { toSensorUnit } from '../building/units.ts';
import type { DecodedReading } from './decoded.ts';
import { cborNumberAt, cborNumberOctets, endOfNumber, isAt, jsonNumberAt } from './plain-bytes.ts';
import { cborText } from './plain-cbor.ts';
import { SENML_LABELS } from './senml-label.ts';

// The packs of one record that `publish` writes, read from their bytes without text, object or map. By hand:
// 0.28 µs in JSON and 0.42 in CBOR instead of 3.6 and 3.4 in `readPayload`. Undefined
// if anything differs: `readPayload` may still read it. A test holds that both readers agree.

/** A pack in JSON. */
export function readPlainSenmlJson(bytes: Uint8Array, sensor: SensorKind): DecodedReading | undefined {
  if (!isAt(bytes, 0, JSON_NAME)) return undefined;
  const { inJson } = SHAPES[sensor];
  const nameEnd = endOfName(bytes, JSON_NAME.length);
  const timeAt = nameEnd + JSON_TIME.length;
  if (nameEnd === JSON_NAME.length || !isAt(bytes, nameEnd, JSON_TIME)) return undefined;
  const timeEnd = endOfNumber(bytes, timeAt, COMMA);
  if (!isAt(bytes, timeEnd, inJson)) return undefined;
  const valueAt = timeEnd + inJson.length;
  const valueEnd = bytes.length - 2;
  if (bytes[valueEnd] !== BRACE || bytes[valueEnd + 1] !== BRACKET) return undefined;
  const time = jsonNumberAt(bytes, timeAt, timeEnd);
  const value = jsonNumberAt(bytes, valueAt, valueEnd);
  return time === undefined || value === undefined ? undefined : reading(sensor, value, time, 'senml-json');
}

/** A pack in CBOR. */
export function readPlainSenmlCbor(bytes: Uint8Array, sensor: SensorKind): DecodedReading | undefined {
  if (!isAt(bytes, 0, CBOR_NAME)) return undefined;
  const { inCbor } = SHAPES[sensor];
  const head = bytes[CBOR_NAME.length] ?? 0;
  const isLong = head === LONG_TEXT;
  const nameAt = CBOR_NAME.length + (isLong ? 2 : 1);
  const nameOctets = isLong ? (bytes[nameAt - 1] ?? 0) : head - SHORT_TEXT;
  if (!isLong && (nameOctets < 1 || nameOctets > 23)) return undefined;
  const nameEnd = endOfName(bytes, nameAt);
  if (nameEnd === nameAt || nameEnd !== nameAt + nameOctets || bytes[nameEnd] !== CBOR_TIME) return undefined;
  const timeAt = nameEnd + 1;
  const timeEnd = timeAt + cborNumberOctets(bytes, timeAt);
  if (!isAt(bytes, timeEnd, inCbor)) return undefined;
  const valueAt = timeEnd + inCbor.length;
  if (valueAt + cborNumberOctets(bytes, valueAt) !== bytes.length) return undefined;
  return reading(sensor, cborNumberAt(bytes, valueAt), cborNumberAt(bytes, timeAt), 'senml-cbor');
}

const COMMA = 0x2c;
const BRACKET = 0x5d;
const BRACE = 0x7d;
const JSON_NAME = Buffer.from('[{"bn":"');
const JSON_TIME = Buffer.from('","bt":');

const SHORT_TEXT = 0x60;
const LONG_TEXT = 0x78;
/** A pack of one record with five fields, and its base name. */
const CBOR_NAME = Buffer.of(0x81, 0xa5, label('bn'));
const CBOR_TIME = label('bt');

interface Shape {
  /** Between time and value. */
  readonly inJson: Uint8Array;
  readonly inCbor: Uint8Array;
  /** Of the pack. */
  readonly senmlUnit: string;
  readonly isOwnUnit: boolean;
  readonly unit: string;
}

const SHAPES = byKind(
  ({ kind, unit, senml }): Shape => ({
    inJson: Buffer.from(`,"n":"${kind}","u":"${senml.unit}","v":`),
    inCbor: Buffer.concat([
      Buffer.of(label('n')),
      cborText(kind),
      Buffer.of(label('u')),
      cborText(senml.unit),
      Buffer.of(label('v')),
    ]),
    senmlUnit: senml.unit,
    isOwnUnit: senml.ownUnits === 1,
    unit,
  }),
);

/** The label as a CBOR integer. */
function label(name: keyof typeof SENML_LABELS): number {
  const integer = SENML_LABELS[name];
  return integer < 0 ? 0x20 | (-1 - integer) : integer;
}

/** The characters of a SenML name (RFC 8428 §4.5.1), and those at its start. */
const IN_NAME = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(/^[\w\-:./]$/.test(String.fromCharCode(code))),
);
const STARTS_NAME = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(/^[A-Za-z0-9]$/.test(String.fromCharCode(code))),
);

/** The index behind a base name; `from` if none begins there. */
function endOfName(bytes: Uint8Array, from: number): number {
  if (STARTS_NAME[bytes[from] ?? 0] !== 1) return from;
  let end = from + 1;
  while (IN_NAME[bytes[end] ?? 0] === 1) end++;
  return end;
}

function reading(
  sensor: SensorKind,
  written: number,
  seconds: number,
  format: string,
): DecodedReading | undefined {
  const { unit, isOwnUnit, senmlUnit } = SHAPES[sensor];
  // A pack adds its base value to each value, so that -0 is 0.
  const value = written + 0;
  if (!Number.isFinite(value) || !(seconds >= ABSOLUTE_SECONDS)) return undefined;
  const timeMs = fromEpochSeconds(seconds);
  const converted = isOwnUnit ? value : toSensorUnit(sensor, value, senmlUnit);
  if (timeMs === undefined || converted === undefined) return undefined;
  return { kind: 'reading', value: converted, unit, timeMs, format };
}
