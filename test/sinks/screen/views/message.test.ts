import { expect, it } from 'vitest';
import type { ObservedMessage } from '../../../../src/observation/observation.ts';
import { terminalStyle, wholeStyle } from '../../../../src/sinks/screen/line-style.ts';
import { createPaint } from '../../../../src/sinks/screen/paint.ts';
import { messageView } from '../../../../src/sinks/screen/views/message.ts';
import { displayWidth } from '../../../../src/text/width.ts';

const PAINT = createPaint(false);
const message = (text: string): ObservedMessage => ({
  kind: 'message',
  topic: 'a/b',
  payload: Buffer.from(text),
  qos: 0,
  retain: true,
  atMs: Date.UTC(2026, 0, 5, 8),
  reading: undefined,
});

const terminal = (columns: number) =>
  terminalStyle(PAINT, { now: () => Date.UTC(2026, 0, 5, 8), columns: () => columns }, false);

it('a payload in a pipe is whole', () => {
  const text = 'x'.repeat(1_000_000);
  expect(messageView({}).human(message(text), wholeStyle(PAINT))).toBe(
    `2026-01-05T08:00:00.000Z a/b ${text} [retained]`,
  );
});

it.each([
  ['x'.repeat(1066), /^\S+ a\/b (x+)… \((\d+) more\) \[retained\]$/],
  ['漢'.repeat(50), /^\S+ a\/b (漢+)… \((\d+) more\) \[retained\]$/],
  ['\n'.repeat(99), /^\S+ a\/b ((?:\\n)+)… \((\d+) more\) \[retained\]$/],
])('on a terminal it is cut, and the line says how much is missing', (text, pattern) => {
  const line = messageView({}).human(message(text), terminal(80));
  const [, shown = '', missing] = pattern.exec(line) ?? [];
  expect(shown.replaceAll('\\n', '\n').length + Number(missing)).toBe(text.length);
  expect(displayWidth(line)).toBeLessThanOrEqual(80);
  expect(displayWidth(line)).toBeGreaterThan(74);
});

it('a payload that fits a terminal is whole', () => {
  expect(messageView({}).human(message('hello'), terminal(80))).toMatch(/ a\/b hello \[retained\]$/);
});
