import { explainTopic } from '../../building/explain.ts';
import { command } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { layoutFileOption } from '../../options/layout-file.ts';
import { outputOptions, outputSettings } from '../../options/output.ts';
import { createPrinter } from '../../sinks/screen/printer.ts';
import { createScreen } from '../../sinks/screen/screen.ts';
import { EXPLANATION_VIEW } from '../../sinks/screen/views/topics.ts';

/** The argument is neither a topic nor a filter. */
const INVALID = 1;

export const topicsExplain = command({
  describe: 'Says each level of a topic or a topic filter in words. Works offline.',
  options: { layout: layoutFileOption, ...outputOptions },
  examples: [
    ['topics explain BUILDING/P_2/O/4/TEMP', 'a sensor'],
    ["topics explain '+/P_-1/+/+/HUM'", 'a filter'],
  ],
  run: async (settings, context, texts) => {
    const output = outputSettings(settings);
    const screen = createScreen(context, output);
    const report = createPrinter(output.format, EXPLANATION_VIEW, screen);
    const explanations = texts.map((text) => ({ text, explanation: explainTopic(text) }));
    for (const explained of explanations) report(explained);
    screen.flush();
    return explanations.some(({ explanation }) => explanation.kind === 'invalid') ? INVALID : EXIT.done;
  },
});
