import type { PayloadFormat } from './format.ts';
import { readingRecord } from './record.ts';

export const JSON_FORMAT: PayloadFormat = {
  name: 'json',
  contentType: 'application/json',
  describe: 'a JSON object',
  encode: (reading) =>
    Buffer.from(JSON.stringify(readingRecord(reading, new Date(reading.time).toISOString()))),
  valueTemplate: () => '{{ value_json.value }}',
};
