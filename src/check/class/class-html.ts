import { escapeXml } from '../../text/xml.ts';
import { type ClassResult, isWithoutFault } from './class-result.ts';
import type { ClassRow, ClassTable, FindingGroup } from './class-table.ts';

export interface ClassPage {
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly writtenAtMs: number;
  readonly table: ClassTable;
  /** The address of a student's text, relative to the page. */
  readonly textOf: (student: string) => string;
}

/** The class as one page without scripts: the table, and the findings that students have in common. */
export function classHtml({ title, writtenAtMs, table, textOf }: ClassPage): string {
  const { exercises, rows, groups } = table;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeXml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeXml(title)}</h1>
<p>${rows.length} students, ${new Date(writtenAtMs).toISOString().slice(0, 16).replace('T', ' ')} UTC</p>
<table>
<thead><tr><th scope="col">student</th>${exercises.map((name) => `<th scope="col">${escapeXml(name)}</th>`).join('')}<th scope="col">points</th></tr></thead>
<tbody>
${rows.map((row) => rowHtml(row, textOf)).join('\n')}
</tbody>
</table>
<h2>Findings that students have in common</h2>
${groups.length === 0 ? '<p>None.</p>' : groups.map(groupHtml).join('\n')}
</body>
</html>
`;
}

function rowHtml({ student, results, points, maxPoints }: ClassRow, textOf: ClassPage['textOf']): string {
  const name = `<th scope="row"><a href="${escapeXml(textOf(student))}">${escapeXml(student)}</a></th>`;
  return `<tr>${name}${results.map(cellHtml).join('')}<td>${points} of ${maxPoints}</td></tr>`;
}

function cellHtml(result: ClassResult | undefined): string {
  if (result === undefined) return '<td class="none">not yet</td>';
  const { fault, checks, points, max_points } = result;
  if (fault !== undefined) return `<td class="none">not judged: ${escapeXml(fault)}</td>`;
  if (isWithoutFault(result)) return `<td class="good">✓ ${points} of ${max_points}</td>`;
  const names = (...wanted: readonly string[]) =>
    checks.filter(({ verdict }) => wanted.includes(verdict)).map(({ check }) => check);
  const failed = names('failed');
  const unseen = names('not-seen');
  const words = [
    ...(failed.length > 0 ? [`✗ ${failed.join(', ')}`] : []),
    ...(unseen.length > 0 ? [`not seen: ${unseen.join(', ')}`] : []),
  ];
  return `<td class="${failed.length > 0 ? 'bad' : 'open'}">${points} of ${max_points}<br><small>${escapeXml(words.join('; '))}</small></td>`;
}

function groupHtml({ exercise, check, rule, verdict, students, example }: FindingGroup): string {
  const count = students.length === 1 ? '1 student' : `${students.length} students`;
  const clues = (['seen', 'expected', 'hint', 'read'] as const)
    .filter((label) => example[label] !== undefined)
    .map((label) => `<dt>${label}</dt><dd><pre>${escapeXml(example[label] ?? '')}</pre></dd>`);
  return `<details><summary><b>${count}</b> ${WORDS[verdict]} <code>${escapeXml(`${exercise}/${check}`)}</code>: ${escapeXml(rule)}</summary>
<p>${students.map(escapeXml).join(', ')}</p><dl>${clues.join('')}</dl></details>`;
}

const WORDS: Readonly<Record<FindingGroup['verdict'], string>> = {
  failed: 'failed',
  'not-seen': 'did not show',
  warning: 'were warned about',
};

const STYLE = `
body { font: 16px/1.4 system-ui, sans-serif; margin: 2em; color: #1b1b1b; background: #fff }
table { border-collapse: collapse }
th, td { border: 1px solid #bbb; padding: 4px 10px; text-align: left; vertical-align: top }
td.good { background: #dff3e0 } td.bad { background: #fbe0dd } td.open { background: #fdf3d0 } td.none { color: #666 }
details { margin: 6px 0 } pre { margin: 0; white-space: pre-wrap } dt { font-weight: 600 }
`;
