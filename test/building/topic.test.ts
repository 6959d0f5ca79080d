import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBuildingName } from '../../src/building/address.ts';
import { SENSOR_KINDS } from '../../src/building/sensors.ts';
import { formatTopic, isRoomTopic, parseTopic } from '../../src/building/topic.ts';
import { WINGS } from '../../src/building/wings.ts';
import { topicNameFault } from '../../src/mqtt-protocol/topic.ts';
import { cpuMs } from '../cpu-time.ts';

const anyAddress = fc.record({
  building: fc.string({ unit: 'grapheme', minLength: 1 }).filter(isBuildingName),
  floor: fc.integer({ min: -999_999_999, max: 999_999_999 }).map((floor) => floor + 0),
  wing: fc.constantFrom(...WINGS),
  room: fc.integer({ min: 1, max: 999_999_999 }),
  sensor: fc.constantFrom(...SENSOR_KINDS),
});

describe('a topic', () => {
  it('says where its sensor is, below any prefix', () => {
    const prefixes = fc.constantFrom(undefined, '', 'MIOT/jane', '/MIOT', 'BUILDING/P_1/N/1/TEMP');
    fc.assert(
      fc.property(anyAddress, prefixes, (address, prefix) => {
        const topic = formatTopic(address, prefix);
        expect(topicNameFault(topic)).toBeUndefined();
        expect(parseTopic(topic)).toEqual({ address, prefix });
      }),
    );
  });

  it.each([
    'BUILDING/P_02/O/4/TEMP',
    'BUILDING/P_+1/O/4/TEMP',
    'BUILDING/P_-0/O/4/TEMP',
    'BUILDING/P_/O/4/TEMP',
    'BUILDING/p_2/O/4/TEMP',
    'BUILDING/2/O/4/TEMP',
    'BUILDING/P_1.5/O/4/TEMP',
    'BUILDING/P_1e3/O/4/TEMP',
    'BUILDING/P_9999999999/O/4/TEMP',
    'BUILDING/P_2/o/4/TEMP',
    'BUILDING/P_2/W/4/TEMP',
    'BUILDING/P_2/NO/4/TEMP',
    'BUILDING/P_2/O/0/TEMP',
    'BUILDING/P_2/O/04/TEMP',
    'BUILDING/P_2/O/-4/TEMP',
    'BUILDING/P_2/O/ 4/TEMP',
    'BUILDING/P_2/O/٤/TEMP',
    'BUILDING/P_2/O/4/temp',
    'BUILDING/P_2/O/4/TEMP ',
    'BUILDING/P_2/O/4/TEMP/',
    'BUILDING/P_2/O/4/TEMP/x',
    'BUILDING/P_2/O/4',
    '/P_2/O/4/TEMP',
    'P_2/O/4/TEMP',
    '$SYS/P_2/O/4/TEMP',
    'a\x1b/P_2/O/4/TEMP',
    'toString/P_2/O/4/constructor',
    '',
    '/////',
  ])('%j is no reading', (topic) => {
    expect(parseTopic(topic)).toBeUndefined();
  });

  it('of thousands of levels takes no time', () => {
    const deep = `${'a/'.repeat(30_000)}BUILDING/P_2/O/4/TEMP`;
    const took = cpuMs(() => {
      for (let i = 0; i < 1000; i++) parseTopic(deep);
    });
    expect(took).toBeLessThan(1000);
    expect(parseTopic(deep)?.address.building).toBe('BUILDING');
  });
});

describe('a topic of a room', () => {
  it.each([
    ['BUILDING/P_2/O/4/status', true],
    ['MIOT/jane/BUILDING/P_-1/N/12/set', true],
    ['BUILDING/P_2/O/4/TEMP', false],
    ['BUILDING/P_2/O/4/TEMP/status', false],
    ['BUILDING/P_2/O/status', false],
    ['BUILDING/P_02/O/4/status', false],
    ['status', false],
    ['', false],
  ])('%j: %s', (topic, expected) => {
    expect(isRoomTopic(topic)).toBe(expected);
  });
});
