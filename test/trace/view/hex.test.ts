import { expect, it } from 'vitest';
import { dissect } from '../../../src/trace/mqtt/dissect.ts';
import { formatHex } from '../../../src/trace/view/hex.ts';
import { plainStyle } from '../plain-style.ts';

const hexOf = (hex: string) =>
  formatHex(dissect(new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex')), 4), plainStyle);

it('shows the bytes of each field with its place and meaning', () => {
  expect(hexOf('30 0e 0003 612f62 7b2276616c7565 3a 317d'.replace('0e', '0f'))).toEqual([
    '       0  30                       type and flags: PUBLISH, QoS 0',
    '       1  0f                       remaining length: 15',
    '       2  00 03                    topic name length: 3',
    '       4  61 2f 62                 topic name: a/b',
    '       7  7b 22 76 61 6c 75 65 3a  {"value:  payload',
    '      15  31 7d                    1}',
  ]);
});

it('masks a password', () => {
  const lines = hexOf('10 19 0004 4d515454 04 c2 003c 0001 6b 0002 6d65 0006 733363726574');
  expect(lines.slice(-2)).toEqual([
    '      19  00 06                    password length: 6',
    '      21  •• •• •• •• •• ••        password (not shown)',
  ]);
});

it('shows the start of a long payload', () => {
  const payload = Buffer.alloc(1000, 'x').toString('hex');
  const lines = hexOf(`30 eb07 0001 61 ${payload}`);
  expect(lines.at(-1)).toBe('          … 744 bytes more');
  expect(lines).toHaveLength(4 + 256 / 8 + 1);
});

it('escapes what came over the network', () => {
  expect(hexOf('30 04 0002 611b').join('\n')).not.toContain('\u001b');
});
