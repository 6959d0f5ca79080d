import type { Shard } from '../building/shard.ts';
import { ReadError, type Reader, readInteger } from '../text/reader.ts';
import { defaulted, optional } from './values.ts';

const MAX_SHARDS = 100_000;

/** `2/3` */
const readShard: Reader<Shard> = (text) => {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const [k, n] = [Number(match?.[1]), Number(match?.[2])];
  if (!(k >= 1 && k <= n && n <= MAX_SHARDS)) throw new ReadError('use K/N with K from 1 to N, such as 2/3');
  return { k, n };
};

export const shardOption = optional(
  {
    group: 'Building',
    takes: 'K/N',
    isRare: true,
    describe: 'only the K-th of N disjoint parts of the sensors',
  },
  readShard,
);

const MAX_WORKERS = 64;

export const workersOption = defaulted(
  {
    group: 'Building',
    takes: 'N',
    default: '1',
    isRare: true,
    describe: 'share the sensors among N processes of this computer',
  },
  readInteger(1, MAX_WORKERS),
);

/** The part of one process of --workers, which the others compute, too. */
export const workerOption = {
  ...optional({ group: 'Building', takes: 'K/N', describe: 'the K-th of N workers' }, readShard),
  hidden: true,
};
