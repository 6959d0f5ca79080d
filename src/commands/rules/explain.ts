import { explainRules } from '../../alarm/rules/explain.ts';
import { parseTopic } from '../../building/topic.ts';
import { command } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { usageFailure } from '../../failure.ts';
import { layoutFileOption, loadedLayout } from '../../options/layout-file.ts';
import { outputOptions, outputSettings } from '../../options/output.ts';
import { loadRules, rulesOption } from '../../options/rules.ts';
import { optional } from '../../options/values.ts';
import { createPrinter } from '../../sinks/screen/printer.ts';
import { createScreen } from '../../sinks/screen/screen.ts';
import { RULES_VIEW } from '../../sinks/screen/views/rules.ts';
import { escapeControl } from '../../text/escape.ts';
import { readText } from '../../text/reader.ts';

const DEFAULT_RULES = 'office';

const options = {
  rules: { ...rulesOption, shown: DEFAULT_RULES },
  layout: layoutFileOption,
  'room-type': optional(
    { group: 'Alarms', takes: 'TYPE', describe: 'type of the room, in place of the type in --layout' },
    readText,
  ),
  ...outputOptions,
} as const;

export const rulesExplain = command({
  describe: 'Lists the alarm rules and limits for a sensor, applied or not, with the reason. Works offline.',
  options,
  examples: [
    ['rules explain BUILDING/P_2/O/4/TEMP', 'with the shipped rules for offices'],
    ['rules explain BUILDING/P_2/O/4/TEMP --rules server-room', 'those for server rooms'],
  ],
  run: async (settings, context, topics) => {
    const output = outputSettings(settings);
    const screen = createScreen(context, output);
    const ruleSet = loadRules(settings.rules ?? DEFAULT_RULES);
    const { layout, 'room-type': roomType } = settings;
    const typeInLayout = layout === undefined ? () => undefined : loadedLayout(layout).site.roomType;
    const report = createPrinter(output.format, RULES_VIEW, screen);
    for (const topic of topics) {
      const address = parseTopic(topic)?.address;
      if (address === undefined) {
        throw usageFailure(
          `'${escapeControl(topic)}' is no sensor's topic (see: building-sim topics explain)`,
        );
      }
      report({ topic, explanations: explainRules(ruleSet, address, (of) => roomType ?? typeInLayout(of)) });
    }
    screen.flush();
    return EXIT.done;
  },
});
