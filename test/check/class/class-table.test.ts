// Tests src/check/class/.
import { describe, expect, it } from 'vitest';
import { classCsv } from '../../../src/check/class/class-csv.ts';
import { classHtml } from '../../../src/check/class/class-html.ts';
import { type ClassResult, type ResultCheck, unjudged } from '../../../src/check/class/class-result.ts';
import { classTable } from '../../../src/check/class/class-table.ts';
import { readResult, resultText } from '../../../src/check/class/result-file.ts';
import { studentText } from '../../../src/check/class/student-text.ts';

function check(name: string, verdict: string, more: Partial<ResultCheck> = {}): ResultCheck {
  const points = verdict === 'passed' ? 2 : 0;
  return { check: name, verdict, points, max_points: 2, rule: `the rule ${name}`, ...more };
}

function result(student: string, exercise: string, ...checks: readonly ResultCheck[]): ClassResult {
  const sum = (of: 'points' | 'max_points') => checks.reduce((total, each) => total + each[of], 0);
  return { student, exercise, checks, points: sum('points'), max_points: sum('max_points'), seed: '7' };
}

const EVIL = '<script>alert(1)</script>';
const RESULTS = [
  result('jane', 'alarm', check('a', 'passed'), check('b', 'failed', { seen: EVIL })),
  result('joe', 'alarm', check('a', 'failed'), check('b', 'failed', { seen: 'other' })),
  result('jane', 'publisher', check('p', 'not-seen')),
  unjudged('joe', 'publisher', 'the port is taken'),
];
const TABLE = classTable(['jane', 'joe', 'zoe'], ['publisher', 'alarm'], RESULTS);

describe('the table of a class', () => {
  it('has a row for each student, a column for each exercise, and the points of both', () => {
    const rows = TABLE.rows.map(({ student, results, points, maxPoints }) => [
      student,
      ...results.map((each) => each && (each.fault ?? each.points)),
      points,
      maxPoints,
    ]);
    expect(rows).toEqual([
      ['jane', 0, 2, 2, 6],
      ['joe', 'the port is taken', 0, 0, 6],
      ['zoe', undefined, undefined, 0, 6],
    ]);
  });

  it('groups findings: failures first, those of most students first', () => {
    expect(TABLE.groups.map((group) => [group.exercise, group.check, group.verdict, group.students])).toEqual(
      [
        ['alarm', 'b', 'failed', ['jane', 'joe']],
        ['alarm', 'a', 'failed', ['joe']],
        ['publisher', 'p', 'not-seen', ['jane']],
      ],
    );
  });

  it('is a spreadsheet that takes no name for a formula', () => {
    const table = classTable(
      ['=1+1', 'a "b", c'],
      ['alarm'],
      [result('=1+1', 'alarm', check('x', 'failed'))],
    );
    expect(classCsv(table)).toBe(
      'student,alarm,alarm of,points,of,failed\r\n' + "'=1+1,0,2,0,2,alarm/x\r\n" + '"a ""b"", c",,,0,2,\r\n',
    );
  });

  it('is a page that runs nothing of a program or a name', () => {
    const table = classTable([EVIL, 'jane'], ['alarm'], RESULTS);
    const html = classHtml({ title: EVIL, writtenAtMs: 0, table, textOf: encodeURIComponent });
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('href="%3Cscript%3E');
  });

  it('is a text for each student, without escapes of a terminal', () => {
    const clues = { seen: 'x\u001b[2J\ny', hint: 'look' };
    const own = [result('jane', 'alarm', check('a', 'passed'), check('b', 'failed', clues))];
    expect(studentText('jane', own, 'en')).toBe(
      [
        'Check of jane',
        '',
        'alarm: 2 of 4 points (seed 7)',
        '  ok         2/2  a: the rule a',
        '  FAIL       0/2  b: the rule b',
        '                  seen:     x\\x1b[2J',
        '                            y',
        '                  hint:     look',
        '',
      ].join('\n'),
    );
  });
});

it('speaks Spanish to a student', () => {
  const text = studentText('jane', [RESULTS[0] ?? unjudged('jane', 'alarm', '')], 'es');
  expect(text).toMatch(/^Revisión de jane\n\nalarm: 2 de 4 puntos/);
  expect(text).toContain('  MAL        0/2  b: the rule b\n                  visto: ');
});

describe('a file of results', () => {
  const lines = [
    {
      type: 'check',
      exercise: 'alarm',
      check: 'a',
      verdict: 'failed',
      points: 0,
      max_points: 2,
      rule: 'r',
      seen: 's',
    },
    { type: 'check-summary', exercise: 'alarm', points: 0, max_points: 2, seed: '9' },
  ];
  const report = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const text = resultText('jane', 'alarm', 'stamp', report);

  it('is read back', () => {
    expect(readResult(text, 'jane', 'alarm', 'stamp')).toEqual({
      ...{ student: 'jane', exercise: 'alarm', points: 0, max_points: 2, seed: '9' },
      checks: [{ check: 'a', verdict: 'failed', points: 0, max_points: 2, rule: 'r', seen: 's' }],
    });
  });

  it.each([
    ['another stamp', text, 'other'],
    ['a cut one', text.slice(0, -3), 'stamp'],
    ['one without its last line', text.split('\n').slice(0, 2).join('\n'), 'stamp'],
    ['something else', 'hello', 'stamp'],
    ['an empty one', '', 'stamp'],
  ])('counts for nothing: %s', (_, given, stamp) => {
    expect(readResult(given, 'jane', 'alarm', stamp)).toBeUndefined();
  });
});
