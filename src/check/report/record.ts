import { escapeJson } from '../../text/escape.ts';
import { maxPoints } from '../exercise.ts';
import type { Finding } from '../judge.ts';
import type { Clues } from '../verdict.ts';
import type { Language, Words } from '../words.ts';
import { type CheckReport, countOutcomes, pointsOf, totalPoints } from './report.ts';

/** A finding with its texts in one language. */
export interface FindingRecord extends Record<ClueName, string | undefined> {
  readonly type: 'check';
  readonly exercise: string;
  readonly check: string;
  readonly verdict: string;
  readonly points: number;
  readonly max_points: number;
  readonly rule: string;
  /** A document on the subject. */
  readonly read: string | undefined;
  /** Seconds since the start of the program. */
  readonly after_s: number;
}

type ClueName = 'seen' | 'expected' | 'packet' | 'hint';

/** The object of a JSON line for a finding. */
export function findingRecord(exercise: string, finding: Finding, language: Language): FindingRecord {
  const { item, verdict, rule, atMs } = finding;
  return {
    type: 'check',
    exercise,
    check: item.id,
    verdict: verdict.outcome,
    points: pointsOf(finding),
    max_points: item.points,
    rule: rule[language],
    ...clueTexts(verdict, language),
    read: item.read,
    after_s: Math.round(atMs) / 1000,
  };
}

function clueTexts(
  { seen, expected, packet, hint }: Clues,
  language: Language,
): Record<ClueName, string | undefined> {
  const text = (words: Words | undefined): string | undefined => words?.[language];
  return { seen: text(seen), expected: text(expected), packet, hint: text(hint) };
}

/** The object of the last JSON line of a run. */
export function reportRecord(report: CheckReport, language: Language) {
  const { exercise, findings, seed, version, filesSha256, startedAtMs, elapsedMs } = report;
  const counts = countOutcomes(findings);
  return {
    type: 'check-summary',
    exercise: exercise.name,
    title: exercise.title[language],
    passed: counts.passed,
    warnings: counts.warning,
    failed: counts.failed,
    not_seen: counts['not-seen'],
    skipped: counts.skipped,
    points: totalPoints(findings),
    max_points: maxPoints(exercise),
    seed,
    version: version,
    files_sha256: filesSha256,
    started: new Date(startedAtMs).toISOString(),
    elapsed_s: Math.round(elapsedMs) / 1000,
  } as const;
}

/** All JSON lines of a report, each with its line end: the text that a signature covers. */
export function reportLines(report: CheckReport, language: Language): string {
  const { exercise, findings } = report;
  const records = [
    ...findings.map((finding) => findingRecord(exercise.name, finding, language)),
    reportRecord(report, language),
  ];
  return records.map((record) => `${escapeJson(JSON.stringify(record))}\n`).join('');
}
