import { maxPoints } from '../exercise.ts';
import type { Language } from '../words.ts';
import { findingRecord, reportRecord } from './record.ts';
import { type CheckReport, isGood, totalPoints } from './report.ts';
import { detailText, OUTCOME_WORDS } from './text.ts';

/** The forms of a file of results. */
export const RESULTS_FORMATS = ['gradescope', 'classroom50'] as const;
export type ResultsFormat = (typeof RESULTS_FORMATS)[number];

export interface ResultsSettings {
  readonly language: Language;
  readonly signature: ReportSignature | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The HMAC of a report, for whoever has the key. */
export interface ReportSignature {
  /** The JSON lines that it covers. */
  readonly signed: string;
  /** HMAC-SHA256, in hexadecimal digits. */
  readonly hmac: string;
}

/** A report as the JSON of another grader. */
export function resultsJson(format: ResultsFormat, report: CheckReport, settings: ResultsSettings): string {
  const results = format === 'gradescope' ? gradescope(report, settings) : classroom50(report, settings);
  return `${JSON.stringify(results, null, 2)}\n`;
}

/** https://gradescope-autograders.readthedocs.io/en/latest/specs/ */
function gradescope(report: CheckReport, { language, signature }: ResultsSettings) {
  const { exercise, findings, elapsedMs, seed } = report;
  return {
    score: totalPoints(findings),
    execution_time: Math.ceil(elapsedMs / 1000),
    output: `${exercise.title[language]}; seed ${seed}`,
    output_format: 'text',
    visibility: 'visible',
    tests: findings.map((finding, index) => {
      const record = findingRecord(exercise.name, finding, language);
      return {
        name: `${record.check}: ${record.rule}`,
        number: String(index + 1),
        score: record.points,
        max_score: record.max_points,
        status: isGood(finding.verdict.outcome) ? 'passed' : 'failed',
        output: [OUTCOME_WORDS[finding.verdict.outcome][language], detailText(record, language)]
          .filter((text) => text !== '')
          .join('\n'),
        output_format: 'text',
        tags: [finding.verdict.outcome],
        visibility: 'visible',
      };
    }),
    extra_data: extraData(report, language, signature),
  };
}

/** The facts of the run, and its signature. */
function extraData(report: CheckReport, language: Language, signature: ReportSignature | undefined) {
  const { type: _, ...facts } = reportRecord(report, language);
  return { ...facts, ...signature };
}

/** The contract `classroom50/result/v1` of classroom50's autograders: the runner gives the facts of the submission. */
function classroom50(report: CheckReport, { language, signature, env }: ResultsSettings) {
  const { exercise, findings, startedAtMs } = report;
  const { CLASSROOM, ASSIGNMENT, SUBMISSION_TAG, COMMIT_URL, RELEASE_URL, REVIEW_URL } = env;
  return {
    schema: 'classroom50/result/v1',
    classroom: CLASSROOM ?? '',
    assignment: ASSIGNMENT ?? exercise.name,
    submission: SUBMISSION_TAG ?? '',
    commit: COMMIT_URL ?? '',
    release: RELEASE_URL ?? '',
    review: REVIEW_URL ?? COMMIT_URL ?? '',
    datetime: `${new Date(startedAtMs).toISOString().slice(0, 19)}Z`,
    score: totalPoints(findings),
    'max-score': maxPoints(exercise),
    tests: findings.map((finding) => {
      const { check, rule, points, max_points } = findingRecord(exercise.name, finding, language);
      return {
        'test-name': `${check}: ${rule}`,
        passed: isGood(finding.verdict.outcome),
        score: points,
        'max-score': max_points,
      };
    }),
    ...(signature && { hmac: signature.hmac }),
  };
}
