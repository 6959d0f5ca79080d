import { parseTopic } from '../building/topic.ts';
import { fault, isMissing, numberCell, timeCell } from './cell.ts';
import type { CsvRow } from './csv-reader.ts';
import { RecordingFault } from './fault.ts';
import type { RowDecoder, TableSettings } from './row-decoder.ts';

/**
 * Decodes a table with a moment a row: `time`, and a column for each sensor with its topic as name. A missing value
 * is no reading. Throws RecordingFault for a missing time and for any other name.
 */
export function wideTable(
  header: CsvRow,
  names: readonly string[],
  { separator }: TableSettings,
): RowDecoder {
  const timeColumn = names.indexOf('time');
  if (timeColumn === -1) {
    throw new RecordingFault(
      { line: header.line },
      "the column 'time' is missing: the first row names the columns, such as time,topic,value",
    );
  }
  const sensors = header.fields.map((name, i) =>
    i === timeColumn ? undefined : sensorColumn(header, name, i),
  );

  return function* ({ line, fields }) {
    const timeMs = timeCell({ text: fields[timeColumn] ?? '', line, column: timeColumn + 1 });
    for (const [i, sensor] of sensors.entries()) {
      const cell = { text: fields[i] ?? '', line, column: i + 1 };
      if (sensor === undefined || isMissing(cell)) continue;
      const value = numberCell(cell, separator);
      yield {
        kind: 'reading',
        line,
        timeMs,
        topic: sensor.topic,
        reading: { address: sensor.address, value, timeMs },
      };
    }
  };
}

function sensorColumn({ line }: CsvRow, name: string, index: number) {
  const topic = name.trim();
  const placed = parseTopic(topic);
  if (placed === undefined) return fault({ text: name, line, column: index + 1 }, NO_COLUMN);
  return { topic, address: placed.address };
}

const NO_COLUMN = "is neither 'value' nor the topic of a sensor such as BUILDING/P_2/O/4/TEMP";
