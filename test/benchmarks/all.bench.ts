import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type Figure, figuresAlone } from './parts/alone.ts';
import { comparisonsAlone } from './parts/alone-against.ts';
import { breachLatency, memoryFigures } from './parts/behaviour.ts';
import { brokerComparisons } from './parts/brokers.ts';
import { type Comparison, comparisons } from './parts/comparisons.ts';
import { median } from './parts/median.ts';
import { missingParts, startMosquitto } from './parts/mosquitto.ts';
import { mqttSnComparisons } from './parts/mqtt-sn.ts';

/**
 * All figures quoted in the documents, in one run. Each of our programs alternates with its rival, round by round, so other work
 * on the machine slows both. Prints Markdown. `--only TEXT` measures the rows with the text in their name,
 * `--skip N` goes on after the first N rows of a run that ended early.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    skip: { type: 'string', default: '0' },
  },
});
const rounds = values.quick ? 1 : Number(values.rounds);
const sizes = values.quick
  ? { flooded: 100_000, published: 40_000, listened: 40_000, passed: 10_000, sequential: 5000 }
  : { flooded: 2_000_000, published: 200_000, listened: 200_000, passed: 40_000, sequential: 40_000 };

const missing = missingParts();
if (missing.length > 0) {
  process.stderr.write(`${missing.join(', ')} not found: apt-get install mosquitto mosquitto-clients\n`);
  process.exit(1);
}

print(`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'CPU'}, load ${load()}; `);
print(`medians of ${rounds} rounds\n`);
const broker = await startMosquitto();
try {
  print('| | ours | against | ratio | to reach |');
  print('|---|---:|---:|---:|---:|');
  const rows = [
    ...comparisons(broker, sizes),
    ...comparisonsAlone(sizes),
    ...brokerComparisons(broker, sizes.listened),
    ...mqttSnComparisons(broker, sizes.sequential),
  ];
  const { only = '' } = values;
  for (const comparison of rows.filter(({ name }) => name.includes(only)).slice(Number(values.skip)))
    print(row(comparison, await compare(comparison)));
  if (values.only === undefined) {
    print('\n| | | to reach |\n|---|---:|---:|');
    const behaviour = [
      ...(await breachLatency(broker, 5000, values.quick ? 2 : 10)),
      ...(await breachLatency(broker, 50_000, values.quick ? 2 : 10)),
      ...(await memoryFigures(broker, values.quick ? 5 : 30)),
    ];
    for (const figure of [...behaviour, ...figuresAlone()]) print(figureRow(figure));
  }
  print(`\nload at the end ${load()}`);
} finally {
  await broker.stop('SIGKILL');
}

interface Result {
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
}

async function compare({ ours, theirs }: Comparison): Promise<Result> {
  const pairs: { readonly our: number; readonly their: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    // Each is first in every other round.
    const their = round % 2 === 0 ? await theirs() : undefined;
    const our = await ours();
    pairs.push({ our, their: their ?? (await theirs()) });
  }
  return {
    ours: median(pairs.map(({ our }) => our)),
    theirs: median(pairs.map(({ their }) => their)),
    ratio: median(pairs.map(({ our, their }) => our / their)),
  };
}

function row({ name, against, unit, aim }: Comparison, { ours, theirs, ratio }: Result): string {
  const shown = (value: number): string => `${rounded(value)}${unit === 'ms' ? ' ms' : unit}`;
  const bound = aim === 0 ? '' : toReach(ratio, aim, unit === 'ms', aim.toFixed(2));
  return `| ${name} | ${shown(ours)} | ${against} ${shown(theirs)} | ${ratio.toFixed(2)} | ${bound} |`;
}

function figureRow({ name, value, unit, aim }: Figure): string {
  const bound = aim === undefined ? '' : toReach(value, aim, unit === 'ms', rounded(aim));
  return `| ${name} | ${rounded(value)} ${unit} | ${bound} |`;
}

/** The figure to reach, and how much of it is missing. */
function toReach(value: number, aim: number, isAtMost: boolean, shown: string): string {
  const missing = isAtMost ? value / aim - 1 : 1 - value / aim;
  const sign = isAtMost ? '≤' : '≥';
  return missing <= 0 ? `${sign} ${shown}` : `${sign} ${shown}: missed by ${Math.ceil(missing * 100)} %`;
}

function rounded(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

function load(): string {
  return loadavg()[0]?.toFixed(1) ?? '?';
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
