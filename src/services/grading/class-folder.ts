import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBounded } from '../../bounded-file.ts';
import { classCsv } from '../../check/class/class-csv.ts';
import { classHtml } from '../../check/class/class-html.ts';
import type { ClassTable } from '../../check/class/class-table.ts';
import { RESULT_HEAD, readResult, resultText } from '../../check/class/result-file.ts';
import { STUDENT_HEAD, studentText } from '../../check/class/student-text.ts';
import type { Language } from '../../check/words.ts';
import { usageFailure } from '../../failure.ts';
import { systemFault, unwritable } from '../../named-file.ts';
import { openOutputFile } from '../../output-file.ts';
import type { ResultStore, Submission } from '../grading.ts';
import { hashSubmission } from './submissions.ts';

export interface ClassFolderSettings {
  readonly path: string;
  /** Replace files of other programs. */
  readonly isForced: boolean;
  /** Of the students' texts. */
  readonly language: Language;
  /** Judge everybody again. */
  readonly isAnew: boolean;
  /** How an exercise is judged: its text, command and language. A change makes its results old. */
  readonly mannerOf: (exercise: string) => string;
}

/** The folder of a class's report: the page, the tables, a text for each student, and the results to go on from. */
export class ClassFolder implements ResultStore {
  readonly #settings: ClassFolderSettings;

  /** Makes the folder. Throws a usage failure. */
  constructor(settings: ClassFolderSettings) {
    this.#settings = settings;
    const { path } = settings;
    try {
      for (const name of ['results', 'students']) mkdirSync(join(path, name), { recursive: true });
    } catch (error) {
      throw usageFailure(`--out '${path}': can't be made: ${systemFault(error)}`);
    }
  }

  read(submission: Submission, exercise: string) {
    const path = this.#resultPath(submission.student, exercise);
    if (this.#settings.isAnew || !existsSync(path)) return undefined;
    const text = readBounded(path).toString();
    return readResult(text, submission.student, exercise, this.#stamp(submission, exercise));
  }

  /** The stamp is that of the folder after the run: a program may write files of its own. */
  write(submission: Submission, exercise: string, lines: string): void {
    const { student } = submission;
    const text = resultText(student, exercise, this.#stamp(submission, exercise), lines);
    this.#write(this.#resultPath(student, exercise), RESULT_HEAD, text);
  }

  /** Writes the page, the tables and the texts. Returns the path of the page. */
  writeReport(table: ClassTable, title: string, writtenAtMs: number): string {
    const { path } = this.#settings;
    for (const { student, results } of table.rows) {
      const known = results.filter((result) => result !== undefined);
      this.#write(
        join(path, 'students', `${student}.txt`),
        STUDENT_HEAD,
        studentText(student, known, this.#settings.language),
      );
    }
    const textOf = (student: string): string => `students/${encodeURIComponent(student)}.txt`;
    const page = join(path, 'index.html');
    this.#write(page, /^<!doctype html>\n<html lang="en">/, classHtml({ title, writtenAtMs, table, textOf }));
    this.#write(join(path, 'class.csv'), /^student,/, classCsv(table));
    const json = { type: 'class-report', written: new Date(writtenAtMs).toISOString(), ...table };
    this.#write(
      join(path, 'class.json'),
      /^\{\n {2}"type": "class-report"/,
      `${JSON.stringify(json, null, 2)}\n`,
    );
    return page;
  }

  #resultPath(student: string, exercise: string): string {
    return join(this.#settings.path, 'results', `${student}.${exercise.replace(/[^\w-]+/g, '-')}.jsonl`);
  }

  #stamp(submission: Submission, exercise: string): string {
    const manner = this.#settings.mannerOf(exercise);
    return createHash('sha256')
      .update(`${hashSubmission(submission)}\n${manner}`)
      .digest('hex');
  }

  #write(path: string, head: RegExp, text: string): void {
    const file = openOutputFile({ path, isForced: this.#settings.isForced }, { option: '--out', head });
    try {
      writeFileSync(file, text);
      closeSync(file);
    } catch (cause) {
      throw unwritable('--out', path, cause);
    }
  }
}
