import { readRules } from '../../alarm/rules/file.ts';
import { command } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { outputOptions, outputSettings } from '../../options/output.ts';
import { rulesText } from '../../options/rules.ts';
import { createReport } from '../../report/reporter.ts';
import { CHECK_VIEW } from '../../report/rules-views.ts';
import { createScreen } from '../../report/screen.ts';

export const rulesCheck = command({
  describe:
    'Says what is wrong with files of alarm rules, with line and column; exit code 2 if anything is. Works offline.',
  options: outputOptions,
  examples: [
    ['rules check office', 'the rules that are shipped for offices'],
    ['rules check my-rules.yaml', 'your own'],
  ],
  run: async (settings, context, files) => {
    const output = outputSettings(settings);
    const screen = createScreen(context, output);
    const report = createReport(output.format, CHECK_VIEW, screen);
    let isGood = true;
    for (const file of files) {
      const { ruleSet, problems } = readRules(rulesText(file));
      const inOrder = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
      report({ file, rules: ruleSet?.rules.length ?? 0, problems: inOrder });
      isGood &&= ruleSet !== undefined;
    }
    screen.flush();
    return isGood ? EXIT.done : EXIT.usage;
  },
});
