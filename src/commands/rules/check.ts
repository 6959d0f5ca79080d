import { checkScopes, type KnownBuilding } from '../../alarm/rules/check-scopes.ts';
import { readRules } from '../../alarm/rules/file.ts';
import { addressesOf } from '../../building/layout.ts';
import { command } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { layoutFileOption, loadedLayout } from '../../options/layout-file.ts';
import { outputOptions, outputSettings } from '../../options/output.ts';
import { rulesText } from '../../options/rules.ts';
import { createPrinter } from '../../sinks/screen/printer.ts';
import { createScreen } from '../../sinks/screen/screen.ts';
import { CHECK_VIEW } from '../../sinks/screen/views/rules.ts';

const options = { layout: layoutFileOption, ...outputOptions } as const;

export const rulesCheck = command({
  describe:
    'Reports mistakes in files of alarm rules, with line and column; exit code 2 if there are any. Works offline.',
  options,
  examples: [
    ['rules check office', 'the shipped rules for offices'],
    ['rules check my-rules.yaml', 'your own'],
    ['rules check my-rules.yaml --layout house.yaml', 'and whether each covers any sensor of the building'],
  ],
  run: async (settings, context, files) => {
    const output = outputSettings(settings);
    const screen = createScreen(context, output);
    const report = createPrinter(output.format, CHECK_VIEW, screen);
    const building = settings.layout === undefined ? undefined : knownBuilding(settings.layout);
    let isGood = true;
    for (const file of files) {
      const { ruleSet, problems } = readRules(rulesText(file));
      const unmet = building === undefined ? [] : checkScopes(ruleSet?.rules ?? [], building);
      const inOrder = [...problems, ...unmet].sort((a, b) => a.line - b.line || a.column - b.column);
      report({ file, rules: ruleSet?.rules.length ?? 0, problems: inOrder });
      isGood &&= inOrder.length === 0;
    }
    screen.flush();
    return isGood ? EXIT.done : EXIT.usage;
  },
});

function knownBuilding(file: string): KnownBuilding {
  const { name, layout, site } = loadedLayout(file);
  return { name, addresses: () => addressesOf(layout), roomTypeOf: site.roomType };
}
