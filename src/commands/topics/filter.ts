import { command } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { selectionFiltersOf } from '../../options/listening.ts';
import { outputSettings } from '../../options/output.ts';
import { topicFilterOptions } from '../../options/topics.ts';
import { createPrinter } from '../../sinks/screen/printer.ts';
import { createScreen } from '../../sinks/screen/screen.ts';
import { FILTER_VIEW } from '../../sinks/screen/views/topics.ts';

export const topicsFilter = command({
  describe:
    'Prints the fewest topic filters matching exactly the selected readings, one a line. Works offline.',
  options: topicFilterOptions,
  examples: [
    ['topics filter --building EPS --floor 2 --wing O --sensor VIBR', 'EPS/P_2/O/+/VIBR'],
    ['topics filter --sensor TEMP', 'all temperatures, of all buildings'],
  ],
  run: async (settings, context) => {
    const output = outputSettings(settings);
    const screen = createScreen(context, output);
    const report = createPrinter(output.format, FILTER_VIEW, screen);
    for (const filter of selectionFiltersOf(settings, settings.prefix)) report(filter);
    screen.flush();
    return EXIT.done;
  },
});
