import { type ClassResult, unjudged } from '../check/class/class-result.ts';
import { type ClassTable, classTable } from '../check/class/class-table.ts';
import { recordsOf, resultOf } from '../check/class/result-file.ts';
import type { Exercise } from '../check/exercise.ts';
import { reportLines } from '../check/report/record.ts';
import type { Language } from '../check/words.ts';
import { SILENT_SINK, type Sink } from '../observation/sink.ts';
import type { JudgingSettings, ProgramCommand } from './judging/settings.ts';
import { judging } from './judging.ts';

/** The folder of one student's programs. */
export interface Submission {
  readonly student: string;
  /** An absolute path. */
  readonly folder: string;
}

export interface GradedExercise {
  /** The column's name. */
  readonly name: string;
  readonly exercise: Exercise;
  /** Undefined: drawn from the seed. */
  readonly threshold: number | undefined;
  /** The commands for a submission. */
  readonly commandsFor: (submission: Submission) => readonly ProgramCommand[];
}

/** Results of earlier runs. */
export interface ResultStore {
  /** The result of a submission that has not changed since; undefined for none. */
  read(submission: Submission, exercise: string): ClassResult | undefined;
  /** Keeps the JSON lines of a judged submission, together with its state after the run. */
  write(submission: Submission, exercise: string, lines: string): void;
}

export interface GradingSettings
  extends Pick<JudgingSettings, 'prefix' | 'building' | 'timeLimitMs' | 'env' | 'signal' | 'now'> {
  readonly submissions: readonly Submission[];
  readonly exercises: readonly GradedExercise[];
  /** How many submissions are judged at a time. */
  readonly jobs: number;
  /** The same for all students; undefined: a new one for each. */
  readonly seed: string | undefined;
  readonly language: Language;
  readonly store: ResultStore;
}

/**
 * Judges the submissions of a class. The sink takes each result as it comes, and the table at the end. One submission
 * that hangs costs its own time limit only; one that can't be judged is told, and the others go on. An interrupted run
 * keeps what it has, and the next one goes on from there.
 */
export async function grading(settings: GradingSettings, sink: Sink): Promise<ClassTable> {
  const { submissions, exercises, jobs, signal } = settings;
  const waiting = submissions.flatMap((submission) => exercises.map((graded) => ({ submission, graded })));
  const results: ClassResult[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !signal.aborted; next = waiting.shift()) {
      const { submission, graded } = next;
      const kept = settings.store.read(submission, graded.name);
      const result = kept ?? (await judged(submission, graded, settings));
      if (result === undefined) continue;
      results.push(result);
      sink.take({ kind: 'class-result', result, isKept: kept !== undefined });
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  const table = classTable(
    submissions.map(({ student }) => student),
    exercises.map(({ name }) => name),
    results,
  );
  sink.take({ kind: 'class-table', table });
  return table;
}

/** Undefined after an interruption: half a run says nothing. */
async function judged(
  submission: Submission,
  { name, exercise, threshold, commandsFor }: GradedExercise,
  settings: GradingSettings,
): Promise<ClassResult | undefined> {
  const { prefix, building, timeLimitMs, seed, env, signal, now, language, store } = settings;
  try {
    const report = await judging(
      {
        ...{ exercise, commands: commandsFor(submission), folder: submission.folder },
        ...{ listen: { host: '127.0.0.1', port: 0 }, watched: undefined },
        ...{ prefix, building, threshold, timeLimitMs, seed, env, signal, now },
      },
      SILENT_SINK, // a class has no place for the notes of each run
    );
    if (signal.aborted) return undefined;
    const lines = reportLines(report, language);
    store.write(submission, name, lines);
    return resultOf(submission.student, name, recordsOf(lines));
  } catch (error) {
    // The other students must not pay for it. The fault stands in the report.
    return unjudged(submission.student, name, error instanceof Error ? error.message : String(error));
  }
}
