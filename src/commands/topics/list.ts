import { addressesOf } from '../../building/layout.ts';
import { formatTopic } from '../../building/topic.ts';
import { command } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { layoutOfOptions } from '../../options/layout.ts';
import { outputSettings } from '../../options/output.ts';
import { topicListOptions } from '../../options/topics.ts';
import { createPrinter } from '../../sinks/screen/printer.ts';
import { createScreen } from '../../sinks/screen/screen.ts';
import { SENSOR_TOPIC_VIEW } from '../../sinks/screen/views/topics.ts';

/** After so many topics, signals and a closed pipe have their turn. */
const TOPICS_A_TURN = 2000;

export const topicsList = command({
  describe: 'Lists the topic of every sensor of a building, or of the part selected. Works offline.',
  options: topicListOptions,
  examples: [
    ['topics list --floors 1 --rooms 1', 'the 16 topics of the smallest building'],
    ['topics list --building EPS --floor 7 --wing S --room 4', 'the sensors of one room'],
  ],
  run: async (settings, context) => {
    const output = outputSettings(settings);
    const screen = createScreen(context, output);
    const report = createPrinter(output.format, SENSOR_TOPIC_VIEW, screen);
    let listed = 0;
    for (const address of addressesOf(layoutOfOptions(settings))) {
      report({ topic: formatTopic(address, settings.prefix), address });
      if (++listed % TOPICS_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      if (context.signal.aborted) break;
    }
    screen.flush();
    return EXIT.done;
  },
});
