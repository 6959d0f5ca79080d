import { sensorType } from '../building/sensors.ts';
import { isoTime } from '../building/time.ts';
import type { PayloadFormat } from './format.ts';

export const JSON_FORMAT: PayloadFormat = {
  name: 'json',
  contentType: 'application/json',
  describe: 'a JSON object',
  encode: ({ address: { sensor }, value, time, seq }) =>
    Buffer.from(
      // What JSON.stringify makes of a readingRecord, whose texts are ASCII without escapes and whose numbers are finite.
      `{"sensor":"${sensor}","value":${value},"unit":"${sensorType(sensor).unit}","time":"${isoTime(time)}","seq":${seq}}`,
      'latin1',
    ),
  valueTemplate: () => '{{ value_json.value }}',
};
