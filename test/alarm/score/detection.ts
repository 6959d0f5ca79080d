import { readFileSync } from 'node:fs';
import { AlarmEngine } from '../../../src/alarm/engine/engine.ts';
import { readRules } from '../../../src/alarm/rules/file.ts';
import { EpisodeGatherer } from '../../../src/alarm/score/episode.ts';
import { type Score, score } from '../../../src/alarm/score/score.ts';
import { intSet } from '../../../src/building/int-set.ts';
import { uniformLayout } from '../../../src/building/layout.ts';
import { formatTopic } from '../../../src/building/topic.ts';
import { deliveriesOf } from '../../../src/simulator/deliveries.ts';
import { everyReports, reportsEvery } from '../../../src/simulator/every-reports.ts';
import { findFaultType } from '../../../src/simulator/faults/list.ts';
import { randomFaults } from '../../../src/simulator/faults/random-faults.ts';
import { truthOf } from '../../../src/simulator/faults/truth.ts';
import type { Report } from '../../../src/simulator/report.ts';
import { createWorld } from '../../../src/simulator/world.ts';
import { alarmRecord } from '../../../src/sinks/records/alarm.ts';

const DAY = 86_400_000;
const layout = uniformLayout({ building: 'BUILDING', floors: intSet([[1, 4]]), rooms: intSet([[1, 6]]) });

interface Run {
  /** A shipped rules file. */
  readonly rules: string;
  readonly seed: string;
  readonly start: string;
  readonly days: number;
  /** The time between two readings of a sensor. */
  readonly everyMs: number;
}

/** The score of rules on the faults of the preset `fdd`: what publish, rules run and rules score say, in one process. */
export function detectionOf({ rules, seed, start, days, everyMs }: Run): Score {
  const { ruleSet } = readRules(
    readFileSync(new URL(`../../../rules/${rules}.yaml`, import.meta.url), 'utf8'),
  );
  if (ruleSet === undefined) throw new Error(`${rules} has problems`);
  const startMs = Date.parse(start);
  const endMs = startMs + days * DAY;
  const world = createWorld({ seed, values: 'realistic', ranges: new Map(), faults: randomFaults('fdd') });
  const engine = new AlarmEngine({ ruleSet, raiseRetained: true });
  const gatherer = new EpisodeGatherer();
  const reports = until(everyReports(layout, { seed, startMs, periodMs: everyMs }), endMs);
  for (const { reading, spoil } of deliveriesOf(reports, world)) {
    const value = spoil === undefined ? reading.value : Number.NaN;
    const events = engine.read({ topic: formatTopic(reading.address), value, timeMs: reading.timeMs });
    for (const event of events) gatherer.add(alarmRecord(event));
  }
  const truth = truthOf(layout, {
    seed,
    rate: 'fdd',
    plan: [],
    fromMs: startMs,
    toMs: endMs,
    reports: (address, ...time) => reportsEvery({ seed, startMs, periodMs: everyMs }, address, ...time),
  });
  const isAlarmable = (type: string) => findFaultType(type)?.isAlarmable ?? true;
  return score(truth, gatherer.episodes(), { graceMs: 900_000, startMs, isAlarmable });
}

function* until(reports: Iterable<Report>, endMs: number): Generator<Report> {
  for (const report of reports) {
    if (report.timeMs >= endMs) return;
    yield report;
  }
}
