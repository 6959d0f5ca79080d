import { expect, it } from 'vitest';
import { createInPlace } from '../../../src/sinks/screen/in-place.ts';

it('goes back over as many rows as the lines before took', () => {
  let written = '';
  const show = createInPlace({ isTTY: true, columns: 10, write: (text) => (written += text) });
  show(['one', '\x1b[1mtwo\x1b[22m', '', 'x'.repeat(11)]);
  expect(written).toBe(`one\n\x1b[1mtwo\x1b[22m\n\n${'x'.repeat(11)}\n`);
  written = '';
  show(['three']);
  expect(written).toBe('\x1b[5A\r\x1b[Jthree\n');
  written = '';
  show([]);
  expect(written).toMatch(/^\x1b\[1A/);
});
