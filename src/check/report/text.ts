import type { Outcome } from '../verdict.ts';
import type { Language, Words } from '../words.ts';
import { words } from '../words.ts';
import type { FindingRecord } from './record.ts';

/** The words of the frame around findings. */
export const OUTCOME_WORDS: Readonly<Record<Outcome, Words>> = {
  passed: words('ok', 'bien'),
  warning: words('warning', 'aviso'),
  failed: words('FAIL', 'MAL'),
  'not-seen': words('not seen', 'no visto'),
  skipped: words('skipped', 'omitido'),
};

const LABELS = {
  seen: words('seen', 'visto'),
  expected: words('expected', 'esperado'),
  packet: words('packet', 'paquete'),
  read: words('read', 'lee'),
  hint: words('hint', 'pista'),
} as const;
type Label = keyof typeof LABELS;
const LABEL_NAMES = Object.keys(LABELS) as readonly Label[];

/** The parts of a finding with details. */
export type DetailedFinding = { readonly verdict: string } & {
  readonly [L in Label]?: string | undefined;
};

/** A label and its text; the text may have several lines. Not escaped. */
export interface LabelledText {
  readonly label: string;
  readonly text: string;
}

/** The details of a finding in the order of reading. There are none for passed and skipped checks. */
export function detailsOf(
  record: DetailedFinding,
  language: Language,
  isExplained: boolean,
): readonly LabelledText[] {
  if (record.verdict === 'passed' || record.verdict === 'skipped') return [];
  return LABEL_NAMES.flatMap((label) => {
    const text = record[label];
    if (text === undefined || (label === 'hint' && !isExplained)) return [];
    return [{ label: LABELS[label][language], text }];
  });
}

/** The details as lines of plain text, for the reports of other programs. */
export function detailText(record: FindingRecord, language: Language): string {
  return detailsOf(record, language, true)
    .map(({ label, text }) => `${label}: ${text}`)
    .join('\n');
}
