import type { Reading } from '../building/reading.ts';
import { type SensorKind, sensorType } from '../building/sensors.ts';
import { withoutNoise } from '../building/units.ts';
import { CBOR_ENCODER } from './cbor-encoder.ts';
import type { PayloadFormat } from './format.ts';
import { jsonBytes } from './json-bytes.ts';
import { SENML_LABELS } from './senml-label.ts';
import { senmlBaseName } from './senml-name.ts';

/** A pack of one record. SenML has no field for `seq`, and none may be invented. */
export const SENML_JSON: PayloadFormat = {
  name: 'senml-json',
  contentType: 'application/senml+json',
  describe: 'a SenML pack (RFC 8428) in JSON',
  encode: (reading) => {
    const { bn, bt, n, u, v } = senmlRecord(reading);
    // The text that JSON.stringify makes of the pack: no text needs an escape, the numbers are finite.
    return jsonBytes(`[{"bn":"${bn}","bt":${bt},"n":"${n}","u":"${u}","v":${v}}]`, u);
  },
  valueTemplate(sensor) {
    const { ownUnits } = sensorType(sensor).senml;
    return ownUnits === 1 ? '{{ value_json[0].v }}' : `{{ (value_json[0].v * ${ownUnits}) | round(6) }}`;
  },
};

export const SENML_CBOR: PayloadFormat = {
  name: 'senml-cbor',
  contentType: 'application/senml+cbor',
  describe: 'a SenML pack (RFC 8428) in CBOR',
  encode: (reading) => {
    const { bn, bt, n, u, v } = senmlRecord(reading);
    CBOR_RECORD.set(SENML_LABELS.bn, bn);
    CBOR_RECORD.set(SENML_LABELS.bt, bt);
    CBOR_RECORD.set(SENML_LABELS.n, n);
    CBOR_RECORD.set(SENML_LABELS.u, u);
    CBOR_RECORD.set(SENML_LABELS.v, v);
    return CBOR_ENCODER.encode(CBOR_PACK);
  },
};

/** One pack for all: a new Map for each reading would take as long as its bytes. */
const CBOR_RECORD = new Map<number, string | number>();
const CBOR_PACK = [CBOR_RECORD];

interface SenmlRecord {
  readonly bn: string;
  /** Seconds since 1970, to the millisecond. */
  readonly bt: number;
  readonly n: string;
  readonly u: string;
  readonly v: number;
}

function senmlRecord({ address, value, timeMs }: Reading): SenmlRecord {
  return {
    bn: senmlBaseName(address),
    bt: timeMs / 1000,
    n: address.sensor,
    ...senmlValue(address.sensor, value),
  };
}

/** SenML allows registered units only (RFC 8428 §12.1). */
function senmlValue(sensor: SensorKind, value: number): { u: string; v: number } {
  const { unit, ownUnits } = sensorType(sensor).senml;
  return { u: unit, v: ownUnits === 1 ? value : withoutNoise(value / ownUnits) };
}
