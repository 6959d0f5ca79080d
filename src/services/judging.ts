import { randomInt } from 'node:crypto';
import { drawChallenge } from '../check/challenge/challenge.ts';
import { Draw } from '../check/challenge/draw.ts';
import type { CheckReport } from '../check/report/report.ts';
import type { Task } from '../check/task.ts';
import type { Sink } from '../observation/sink.ts';
import type { Interference } from '../trace/interference.ts';
import { VERSION } from '../version.ts';
import { MachinePace } from './judging/machine-pace.ts';
import { EvidenceRecorder } from './judging/recorder.ts';
import { Run } from './judging/run.ts';
import { startClock } from './judging/run-clock.ts';
import type { JudgingSettings } from './judging/settings.ts';
import { hashFiles } from './judging/source-hash.ts';
import { openTestbed, type Testbed } from './judging/testbed.ts';
import { openWatch } from './judging/watch.ts';
import { note } from './note.ts';
import { seededInterference } from './tracing/seeded-interference.ts';

/**
 * Judges the programs of an exercise. The sink takes each finding as soon as it is decided, and the report at the end.
 * Nothing that the programs started is left behind. Throws a Failure if a port can't be had, or a watched broker not be
 * reached.
 */
export async function judging(settings: JudgingSettings, sink: Sink): Promise<CheckReport> {
  const seed = settings.seed ?? String(randomInt(1_000_000));
  const task = taskOf(settings, seed);
  const clock = startClock();
  const pace = new MachinePace();
  const recorder = new EvidenceRecorder(settings.watched === undefined, clock.now, pace);
  const interference = seededInterference([], seed);
  const bed = await openBed(settings, recorder, interference);
  const run = new Run({ settings, task, recorder, bed, interference, sink, clock, pace });
  try {
    await run.prepare();
    note(sink, introduction(settings, task, bed, seed));
    const startedAtMs = settings.now();
    await run.perform();
    const { findings } = run.judge;
    const elapsedMs = clock.now();
    const { exercise } = settings;
    const filesSha256 = hashFiles(settings.commands);
    const report = { exercise, findings, seed, version: VERSION, filesSha256, startedAtMs, elapsedMs };
    sink.take({ kind: 'check-report', report });
    return report;
  } finally {
    await run.end();
  }
}

function openBed(
  { watched, exercise, listen }: JudgingSettings,
  recorder: EvidenceRecorder,
  interference: Interference,
): Promise<Testbed> {
  if (watched !== undefined) return openWatch(watched);
  return openTestbed({
    ...{ transport: exercise.transport, listen, interference },
    onEvent: (event) => recorder.addEvent(event),
    onStranger: (reason) => recorder.addStranger(reason),
  });
}

function taskOf({ exercise, building, threshold, prefix }: JudgingSettings, seed: string): Task {
  const { challenge: settings, seconds, isBuildingTold } = exercise;
  const isBuildingFixed = isBuildingTold || building !== undefined;
  if (settings === undefined) {
    const name = building ?? `AULA${new Draw(seed).integer(10, 99)}`;
    const facts = { sensor: 'TEMP', threshold: threshold ?? 28, challenge: undefined } as const;
    return { prefix, building: name, isBuildingFixed, seconds, ...facts };
  }
  const challenge = drawChallenge(seed, { ...settings, building, threshold, prefix });
  return { ...challenge, prefix, isBuildingFixed, seconds, challenge };
}

/** For people: the programs, the place and the seed. */
function introduction(
  { commands, exercise, watched }: JudgingSettings,
  { building, challenge, sensor, threshold }: Task,
  { place }: Testbed,
  seed: string,
): string {
  const told = challenge === undefined ? [] : [`building ${building}`, `${sensor} above ${threshold}`];
  const who =
    commands.length > 0
      ? [commands.map(({ text }) => text).join(' and ')]
      : [`${exercise.title.en}: start your program with ${place.url}; waiting`];
  const where = watched === undefined ? [] : [`watching ${place.url}: packets are not seen`];
  return [...who, ...where, ...told, `seed ${seed}`].join('; ');
}
