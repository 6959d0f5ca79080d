import { checkKind } from '../check.ts';
import { askedFilters } from '../filters.ts';
import { wholeNumber } from '../parameters.ts';
import { failed, notSeen, passed } from '../verdict.ts';
import { verbatim, words } from '../words.ts';

/** The program asks for no more topic filters than the task needs. */
export const filters = checkKind({
  name: 'filters',
  parameters: { at_most: wholeNumber(1, 1000) },
  rule: ({ at_most: most = 1 }) =>
    words(`needs ${most} topic filters at most`, `necesita ${most} filtros de topics como mucho`),
  decide: (evidence, { at_most: most = 1 }, _, isOver) => {
    const asked = askedFilters(evidence).map(({ filter }) => filter);
    const list = verbatim(asked.join(', '));
    if (asked.length > most)
      return failed({ seen: list, expected: words(`${most} filters`, `${most} filtros`) });
    if (!isOver) return undefined;
    return asked.length > 0 ? passed(list) : notSeen(words('no SUBSCRIBE', 'ningún SUBSCRIBE'));
  },
});
