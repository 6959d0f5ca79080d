import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterMatches } from '../../src/mqtt-protocol/topic.ts';
import { ReadError } from '../../src/text/reader.ts';
import { readTopicTemplate } from '../../src/text/topic-template.ts';
import { anyReading } from '../payload/any-reading.ts';

const ROOM = { building: 'EPS', floor: 2, wing: 'O', room: 4 } as const;

describe('a topic template', () => {
  it.each([
    ['site/{building}/{floor}/{wing}{room}/{sensor}', 'site/EPS/2/O4/TEMP'],
    ['{building}/{quantity}/{floor}{wing}{room}', 'EPS/temperature/2O4'],
    ['z/{building}_{floor}{wing}{room}', 'z/EPS_2O4'],
    ['a.b/{floor}-{room}', 'a.b/2-4'],
  ])('%s writes and reads %s', (text, topic) => {
    const template = readTopicTemplate(text);
    const address = { ...ROOM, sensor: 'TEMP' } as const;
    expect(template.format(address)).toBe(topic);
    const levels = Object.fromEntries([...template.levels].map((level) => [level, address[level]]));
    expect(template.parse(topic)).toEqual(levels);
    expect(template.parse(`some/prefix/${topic}`)).toEqual(levels);
    expect(template.parse(`${topic}x/`)).toBeUndefined();
  });

  it('reads back every address that it writes', () => {
    const template = readTopicTemplate('site/{building}/{floor}/{wing}{room}/{sensor}');
    fc.assert(
      fc.property(anyReading, ({ address }) => {
        expect(template.parse(template.format(address))).toEqual(address);
        expect(filterMatches(template.filter(address), template.format(address))).toBe(true);
        expect(filterMatches(template.filter({}), template.format(address))).toBe(true);
      }),
    );
  });

  it.each([
    [{}, 'site/+/+/+/+'],
    [{ floor: 2 }, 'site/+/2/+/+'],
    [{ floor: 2, wing: 'O' as const }, 'site/+/2/+/+'],
    [{ floor: 2, wing: 'O' as const, room: 4, sensor: 'HUM' as const }, 'site/+/2/O4/HUM'],
  ])('asks for %j with %s', (place, filter) => {
    expect(readTopicTemplate('site/{building}/{floor}/{wing}{room}/{sensor}').filter(place)).toBe(filter);
  });

  it.each([
    'site/EPS/02/O4/TEMP',
    'site/EPS/2/X4/TEMP',
    'site/EPS/2/O0/TEMP',
    'site/EPS/2/O4/temp',
    'site/$EPS/2/O4/TEMP',
    '',
  ])('does not read %j', (topic) => {
    expect(readTopicTemplate('site/{building}/{floor}/{wing}{room}/{sensor}').parse(topic)).toBeUndefined();
  });

  it.each([
    ['{bulding}/{room}', '{bulding} is no name: use {building}, {floor}'],
    ['lab/temp', 'it names no level'],
    ['{floor}/{floor}', 'it has the floor twice'],
    ['{sensor}/{quantity}', 'it has the sensor twice'],
    ['a/+/{room}', 'wildcard'],
    ['{floor}{room}', 'BUILDING floor 2 wing N room 21 and BUILDING floor 22 wing N room 1'],
    ['{building}{room}', 'would both be'],
    ['{building}-{floor}', 'would both be'],
  ])('refuses %s: %s', (text, message) => {
    expect(() => readTopicTemplate(text)).toThrow(ReadError);
    expect(() => readTopicTemplate(text)).toThrow(message);
  });
});
