import { readRules } from '../alarm/rules/file.ts';
import type { RuleSet } from '../alarm/rules/rule.ts';
import { readTextFile } from '../named-file.ts';
import { SHIPPED_RULES, shippedRules } from '../shipped-rules.ts';
import { orList, readDuration, readOneOf, readText } from '../text/reader.ts';
import { problemsFailure } from './file-problems.ts';
import type { Option } from './option.ts';
import { defaulted, flag, optional } from './values.ts';

export const REPORTS = ['breaches', 'events'] as const;

export const rulesOption: Option<string | undefined> = optional(
  {
    group: 'Alarms',
    takes: 'FILE',
    choices: SHIPPED_RULES,
    describe: 'alarm rules in YAML, or shipped ones such as office',
    more: `Shipped are ${SHIPPED_RULES.join(', ')}.`,
  },
  readText,
);

export const reportOptions = {
  rules: rulesOption,
  report: defaulted(
    {
      group: 'Alarms',
      takes: 'WHAT',
      default: 'breaches',
      choices: REPORTS,
      describe: 'breaches or events',
      more: 'Breaches are all readings beyond a limit, events are alarms raised, cleared, silent …',
    },
    readOneOf(REPORTS),
  ),
  'max-ahead': defaulted(
    {
      group: 'Alarms',
      takes: 'TIME',
      default: '5m',
      isRare: true,
      describe:
        "a reading's clock farther ahead than this is not believed: the reading counts at its arrival",
    },
    readDuration,
  ),
  'raise-retained': flag({
    group: 'Alarms',
    isRare: true,
    describe: 'let retained readings raise alarms too',
  }),
} as const;

/** The rules of a file, or the shipped rules of that name. Throws a usage failure with the line of each problem. */
export function loadRules(file: string): RuleSet {
  const { ruleSet, problems } = readRules(rulesText(file));
  if (ruleSet !== undefined) return ruleSet;
  throw problemsFailure(file, problems);
}

/** The text of a rules file, or of the shipped rules of that name. Throws a usage failure. */
export function rulesText(file: string): string {
  const shipped = shippedRules(file);
  if (shipped !== undefined) return shipped;
  const hint = /[./\\]/.test(file) ? '' : `; shipped are ${orList(SHIPPED_RULES)}`;
  return readTextFile('rules', file, hint);
}
