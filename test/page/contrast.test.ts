// Tests the colours of src/page/style.css, and src/page/values.ts
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CIVIDIS, isDarkStep } from '../../src/page/values.ts';

const css = readFileSync('src/page/style.css', 'utf8');
const [light = '', dark = ''] = [...css.matchAll(/:root[^{]*\{([^}]*--page[^}]*)\}/g)].map(
  ([, block]) => block,
);

/** The colours of a block by their names. */
function colorsOf(block: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, color]) => [name, color]),
  );
}

/** WCAG 2.2, relative luminance. */
function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a = '', b = ''): number {
  const [bright = 0, dim = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (bright + 0.05) / (dim + 0.05);
}

const MARKS = ['critical', 'high', 'low', 'info', 'broken'];

describe.each([
  ['light', light],
  ['dark', dark],
])('in the %s theme', (_, block) => {
  const colors = colorsOf(block);

  it.each([
    ...MARKS.map((mark) => [`on-${mark}`, mark]),
    ...['page', 'panel', 'control'].flatMap((under) => [
      ['text', under],
      ['dim', under],
    ]),
    ['tile-text', 'tile'],
    ['dim', 'arm'],
    ['panel', 'text'],
  ])('the text %s reads on %s', (text = '', under = '') => {
    expect(contrast(colors[text], colors[under])).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ...MARKS.flatMap((mark) => [
      [mark, 'tile'],
      [mark, 'arm'],
      [mark, 'panel'],
    ]),
    ['ring', 'tile'],
    ['focus', 'panel'],
    ['focus', 'arm'],
    ['series', 'panel'],
  ])('the shape %s stands out from %s', (shape = '', under = '') => {
    expect(contrast(colors[shape], colors[under])).toBeGreaterThanOrEqual(3);
  });
});

it('the themes name the same colours', () => {
  expect(Object.keys(colorsOf(light))).toEqual(Object.keys(colorsOf(dark)));
});

it.each(CIVIDIS.map((color, step) => [step, color]))(
  'a value reads on step %i of the scale',
  (step, color) => {
    expect(contrast(isDarkStep(Number(step)) ? '#ffffff' : '#000000', String(color))).toBeGreaterThanOrEqual(
      4.5,
    );
    expect(css).toContain(`.tile.s${step} .body {\n  fill: ${color};`);
  },
);

it('the scale becomes lighter with each step, so it tells values in grey, too', () => {
  const steps = CIVIDIS.map(luminance);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
});
