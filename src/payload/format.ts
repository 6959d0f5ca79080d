import type { Reading } from '../building/reading.ts';
import type { SensorKind } from '../building/sensors.ts';

/** One way to write a reading as the payload of a message. */
export interface PayloadFormat {
  /** As `--format` and the `format` of a JSON line have it. */
  readonly name: string;
  /** Media type: the Content Type property of an MQTT 5 message. */
  readonly contentType: string;
  /** A few words for help texts. */
  readonly describe: string;
  /** The reading's value must be finite. */
  readonly encode: (reading: Reading) => Uint8Array;
  /** The template that gets the value, in the sensor's unit, out of a payload in Home Assistant; only text formats have one. */
  readonly valueTemplate?: (sensor: SensorKind) => string;
}
