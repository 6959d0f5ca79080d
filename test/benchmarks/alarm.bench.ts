import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { AlarmEngine } from '../../src/alarm/engine/engine.ts';
import { readRules } from '../../src/alarm/rules/file.ts';
import { SENSORS } from '../../src/building/sensors.ts';
import { WINGS } from '../../src/building/wings.ts';

/** Readings a second through the engine with 50 rules and 10,000 sensors, and bytes a sensor with a million. */
const START = Date.UTC(2026, 0, 5, 8);
const SENSORS_TIMED = 10_000;
const ROUNDS = 30;
const SENSORS_WEIGHED = Number(process.argv[2] ?? 1_000_000);

const kinds = SENSORS.map(({ kind }) => kind);

function topicOf(n: number): string {
  const room = Math.floor(n / 4 / WINGS.length / 100) + 1;
  return `BUILDING/P_${Math.floor(n / 4 / WINGS.length) % 100}/${WINGS[Math.floor(n / 4) % WINGS.length]}/${room}/${kinds[n % 4]}`;
}

/** A limit for all, and one for every floor; silence everywhere. */
function ruleSetOf(count: number) {
  const limits: Readonly<Record<string, string>> = {
    TEMP: '[{ level: critical, above: 30 }, { level: high, above: 27 }, { level: low, below: 18 }]',
    HUM: '[{ level: high, above: 70 }, { level: low, below: 20 }]',
    LUX: '[{ level: high, above: 2000 }]',
    VIBR: '[{ level: high, above: 3 }]',
  };
  const rules = kinds.map(
    (kind) =>
      `  - { name: ${kind}, scope: { sensor: ${kind} }, deadband: 0.5, on_delay: 2m, limits: ${limits[kind]} }`,
  );
  rules.push('  - { name: silent, silent_after: 1h }');
  for (let floor = 0; rules.length < count; floor++) {
    rules.push(
      `  - { name: floor ${floor}, scope: { floor: ${floor}, sensor: TEMP }, deadband: 0.5, limits: { level: high, above: 26 } }`,
    );
  }
  const { ruleSet, problems } = readRules(`rules:\n${rules.join('\n')}\n`);
  if (ruleSet === undefined) throw new Error(JSON.stringify(problems));
  return ruleSet;
}

const GOOD = [22, 45, 300, 0.1] as const;
const BAD = [31, 75, 3000, 4] as const;

function goodValue(n: number): number {
  return GOOD[n % 4] ?? 0;
}

function badValue(n: number): number {
  return BAD[n % 4] ?? 0;
}

/** Three in a hundred are beyond a limit. */
function mixedValue(n: number, round: number): number {
  const draw = ((n * 2654435761 + round * 40503) >>> 8) % 1000;
  return draw < 970 ? goodValue(n) + (draw % 10) * 0.01 : badValue(n);
}

const ruleSet = ruleSetOf(50);
const engine = new AlarmEngine({ ruleSet });
const topics = Array.from({ length: SENSORS_TIMED }, (_, n) => topicOf(n));
let events = 0;
const rates = Array.from({ length: ROUNDS }, (_, round) => {
  const begin = performance.now();
  for (const [n, topic] of topics.entries()) {
    events += engine.read({ topic, value: mixedValue(n, round), timeMs: START + round * 60_000 + n }).length;
  }
  return (SENSORS_TIMED / (performance.now() - begin)) * 1000;
}).sort((a, b) => a - b);

print('rules', String(ruleSet.rules.length));
print('events', String(events));
print('readings/s, fastest round', (rates.at(-1) ?? 0).toFixed(0));
print('readings/s, median round', (rates[ROUNDS >> 1] ?? 0).toFixed(0));

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
// In one piece each: a joined text would be weighed with its parts.
const many = Array.from({ length: SENSORS_WEIGHED }, (_, n) => Buffer.from(topicOf(n)).toString('latin1'));

weigh('none of it in alarm', goodValue);
weigh('a tenth of it in alarm', (n) => (n % 10 === 0 ? badValue(n) : goodValue(n)));
weigh('all of it in alarm', badValue);
print('resident, MB', (process.memoryUsage().rss / 1e6).toFixed(0));

function weigh(what: string, valueAt: (n: number) => number): void {
  collect();
  const before = memoryBytes();
  const large = new AlarmEngine({ ruleSet });
  for (const minute of [0, 3]) {
    for (const [n, topic] of many.entries()) {
      large.read({ topic, value: valueAt(n), timeMs: START + minute * 60_000 });
    }
  }
  collect();
  const bytes = (memoryBytes() - before) / large.size;
  print(`bytes a sensor besides its topic, ${large.size}, ${what}`, bytes.toFixed(0));
}

/** Objects, and the blocks of numbers beside them. */
function memoryBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function print(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(75)} ${figure.padStart(10)}\n`);
}
