import type { Output } from '../../../command.ts';
import type { Sample } from '../../../stats/broker-status.ts';
import { CSV_COLUMNS, formatSample, toRecord } from '../../../stats/view.ts';
import { escapeControl } from '../../../text/escape.ts';
import { createInPlace } from '../in-place.ts';
import { createPrinter } from '../printer.ts';
import type { OpenView } from '../views.ts';

/** The figures of a broker. On the terminal `inPlace` each sample takes the place of the last. */
export function sampleView(inPlace: Output | undefined): OpenView<'sample'> {
  return (screen, { format }) => {
    const style = { escape: escapeControl, dim: screen.paint.dim };
    if (format === 'human' && inPlace?.isTTY) {
      const show = createInPlace(inPlace);
      return { take: ({ sample }) => show(formatSample(sample, style)) };
    }
    const human = (sample: Sample) => formatSample(sample, style).join('\n');
    const print = createPrinter<Sample>(format, { human, record: toRecord, columns: CSV_COLUMNS }, screen);
    return { take: ({ sample }) => print(sample) };
  };
}
