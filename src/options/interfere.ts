import { INTERVENTIONS } from '../interference/list.ts';
import { RULE_SYNTAX, readInterferenceRule } from '../interference/rule.ts';
import { readSeed } from './seed.ts';
import { optional, repeated } from './values.ts';

export const interfereOptions = {
  interfere: repeated(
    {
      group: 'Server',
      takes: 'KIND:PACKET',
      describe: 'mistreat packets: withhold:puback:1 (repeatable)',
      more: `${RULE_SYNTAX}: PACKET is publish, client-publish, puback … or any; WHICH is 1 or 2,4-6 (the numbers of the packets) or 10% of them; without it, every one. ${INTERVENTIONS.map(inWords).join('; ')}.`,
    },
    readInterferenceRule,
  ),
  seed: optional(
    {
      group: 'Server',
      takes: 'SEED',
      isRare: true,
      describe: 'with a share in --interfere: same seed, same packets',
    },
    readSeed,
  ),
} as const;

function inWords({ kind, describe, value }: (typeof INTERVENTIONS)[number]): string {
  return `${value === undefined ? kind : `${kind}=${value.takes}`}: ${describe}`;
}
