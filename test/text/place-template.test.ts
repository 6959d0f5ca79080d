import { describe, expect, it } from 'vitest';
import { nameBeyond, placeTemplate, readPlaceTemplate } from '../../src/text/place-template.ts';

const address = { building: 'HQ', floor: -1, wing: 'O', room: 4, sensor: 'TEMP' } as const;

describe('a template of a place', () => {
  it.each([
    ['node-{floor}-{wing}{room}-{sensor}', 'sensor', 'node--1-O4-TEMP'],
    ['{topic}/status', 'room', 'lab/HQ/P_-1/O/4/status'],
    ['{topic}/status', 'floor', 'lab/HQ/P_-1/status'],
    ['{run}-{place}', 'sensor', 'r-1--1O4TEMP'],
    ['{place}', 'wing', '-1O'],
    ['{building}{building}', 'floor', 'HQHQ'],
    ['no names', 'room', 'no names'],
    ['{ {}', 'room', '{ {}'],
  ] as const)('%s of a %s', (text, level, expected) => {
    const template = placeTemplate(text);
    expect(template.fill({ address, level, prefix: 'lab', run: 'r-1' })).toBe(expected);
  });

  it('names an unknown name, and the known ones', () => {
    expect(() => readPlaceTemplate('a-{desk}')).toThrow('{desk} is no name; use {building}, {floor}');
    expect(placeTemplate('a-{desk}').fill({ address, level: 'room', prefix: undefined, run: '' })).toBe(
      'a-{desk}',
    );
  });

  it.each([
    ['{floor}-{room}', 'floor', 'room'],
    ['{floor}-{room}', 'room', undefined],
    ['{sensor}', 'room', 'sensor'],
    ['{topic}{place}{run}', 'floor', undefined],
  ] as const)('%s has a name beyond a %s: %s', (text, level, name) => {
    expect(nameBeyond(placeTemplate(text), level)).toBe(name);
  });
});
