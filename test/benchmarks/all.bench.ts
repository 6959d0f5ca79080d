import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type Figure, figuresAlone } from './parts/alone.ts';
import { breachLatency, memoryFigures } from './parts/behaviour.ts';
import { brokerComparisons } from './parts/brokers.ts';
import { type Comparison, comparisons } from './parts/comparisons.ts';
import { median } from './parts/median.ts';
import { missingParts, startMosquitto } from './parts/mosquitto.ts';
import { mqttSnComparisons } from './parts/mqtt-sn.ts';

/**
 * All figures quoted in the documents, in one run. Each of our programs alternates with its rival, round by round, so other work
 * on the machine slows both. Prints Markdown. `--only TEXT` measures the rows with the text in their name.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
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
  print('| | building-sim | against | | ratio | at least | aim |');
  print('|---|---:|---|---:|---:|---:|---:|');
  const rows = [
    ...comparisons(broker, sizes),
    ...brokerComparisons(broker, sizes.listened),
    ...mqttSnComparisons(broker, sizes.sequential),
  ];
  const { only = '' } = values;
  for (const comparison of rows.filter(({ name }) => name.includes(only)))
    print(row(comparison, await compare(comparison)));
  if (values.only === undefined) {
    print('\n| | |\n|---|---:|');
    const behaviour = [
      ...(await breachLatency(broker, values.quick ? 2 : 10)),
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

function row({ name, against, unit, target, aim }: Comparison, { ours, theirs, ratio }: Result): string {
  const bound = target === 0 ? '' : `${unit === 'ms' ? '≤ ' : ''}${target}`;
  const aimed = aim === 0 ? '' : String(aim);
  return `| ${name} | ${rounded(ours)} ${unit} | ${against} | ${rounded(theirs)} ${unit} | ${ratio.toFixed(2)} | ${bound} | ${aimed} |`;
}

function figureRow({ name, value, unit }: Figure): string {
  return `| ${name} | ${rounded(value)} ${unit} |`;
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
