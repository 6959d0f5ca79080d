import type { Reading } from '../building/reading.ts';
import type { SensorKind } from '../building/sensors.ts';

/** Writes a reading as the payload of a message. */
export interface PayloadFormat {
  /** The name for `--format` and for the `format` of a JSON line. */
  readonly name: string;
  /** Media type: the Content Type property of an MQTT 5 message. */
  readonly contentType: string;
  /** A few words for help texts. */
  readonly describe: string;
  /** The reading's value must be finite. */
  readonly encode: (reading: Reading) => Uint8Array;
  /** Home Assistant's template for the value in the sensor's unit. Only text formats have a template. */
  readonly valueTemplate?: (sensor: SensorKind) => string;
}
