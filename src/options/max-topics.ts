import { readInteger } from '../text/reader.ts';
import type { Option } from './option.ts';
import { defaulted } from './values.ts';

export const maxTopicsOption: Option<number> = defaulted(
  {
    group: 'Other',
    takes: 'N',
    default: '1000000',
    describe: 'keep at most so many topics in memory; messages of further topics are counted and told',
  },
  readInteger(1),
);
