import type { Output } from '../../command.ts';
import type { OutputSettings } from '../../options/output.ts';
import { createInPlace } from '../../sinks/screen/in-place.ts';
import { createPrinter } from '../../sinks/screen/printer.ts';
import type { Screen } from '../../sinks/screen/screen.ts';
import type { Sample } from '../../stats/broker-status.ts';
import { CSV_COLUMNS, formatSample, toRecord } from '../../stats/view.ts';
import { escapeControl } from '../../text/escape.ts';

export type Display = (sample: Sample) => void;

/** Shows samples: on a terminal each in place of the one before, unless there is to be only one. */
export function createDisplay(
  { format }: OutputSettings,
  screen: Screen,
  stdout: Output,
  once: boolean,
): Display {
  const dress = { escape: escapeControl, dim: screen.paint.dim };
  if (format === 'human' && stdout.isTTY && !once) {
    const showInPlace = createInPlace(stdout);
    return (sample) => showInPlace(formatSample(sample, dress));
  }
  const human = (sample: Sample) => formatSample(sample, dress).join('\n');
  return createPrinter<Sample>(format, { human, record: toRecord, columns: CSV_COLUMNS }, screen);
}
