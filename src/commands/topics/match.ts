import { createInterface } from 'node:readline';
import { command } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { usageFailure } from '../../failure.ts';
import { filterMatches, topicFilterFault } from '../../mqtt-protocol/topic.ts';
import { outputOptions, outputSettings } from '../../options/output.ts';
import { createPrinter } from '../../sinks/screen/printer.ts';
import { createScreen } from '../../sinks/screen/screen.ts';
import { TOPIC_VIEW } from '../../sinks/screen/views/topics.ts';
import { escapeControl } from '../../text/escape.ts';

/** As in grep. */
const NOTHING_MATCHED = 1;

export const topicsMatch = command({
  describe:
    'Prints the topics, or lines of stdin, matching a filter; exit code 1 if there are none. Works offline.',
  options: outputOptions,
  examples: [
    ["topics match 'BUILDING/+/O/#' BUILDING/P_2/O/4/TEMP", 'prints the topic'],
    ["topics list | building-sim topics match '+/P_2/+/+/HUM'", 'the humidity sensors of floor 2'],
  ],
  run: async (settings, context, [filter = '', ...topics]) => {
    const fault = topicFilterFault(filter);
    if (fault !== undefined) throw usageFailure(`'${escapeControl(filter)}' is not a topic filter: ${fault}`);
    const output = outputSettings(settings);
    const screen = createScreen(context, output);
    const report = createPrinter(output.format, TOPIC_VIEW, screen);
    let matched = 0;
    for await (const topic of topics.length > 0 ? topics : createInterface({ input: context.stdin })) {
      if (!filterMatches(filter, topic)) continue;
      matched++;
      report(topic);
    }
    screen.flush();
    return matched > 0 ? EXIT.done : NOTHING_MATCHED;
  },
});
