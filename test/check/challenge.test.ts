// Tests src/check/challenge/: the drawing of challenges, and printed lines in any layout.
import { describe, expect, it } from 'vitest';
import { CHALLENGE_PARTS, type ChallengeWishes, drawChallenge } from '../../src/check/challenge/challenge.ts';
import { hasValue, missingParts, printedLine } from '../../src/check/challenge/printed.ts';
import { readPayload } from '../../src/payload/read.ts';

const WISHES: ChallengeWishes = {
  sensor: 'TEMP',
  format: 'mixed',
  building: undefined,
  threshold: undefined,
  prefix: undefined,
};

describe('a challenge', () => {
  it('is the same for the same seed, and another for another seed', () => {
    expect(drawChallenge('7', WISHES)).toEqual(drawChallenge('7', WISHES));
    expect(drawChallenge('7', WISHES)).not.toEqual(drawChallenge('8', WISHES));
  });

  it.each(Array.from({ length: 50 }, (_, i) => `${i}`))('of seed %s is fair', (seed) => {
    const { parts, threshold, building, retained } = drawChallenge(seed, WISHES);
    const messages = [...parts.values()].flat();
    const due = messages.filter(({ purpose }) => purpose === 'alarm' || purpose === 'sentinel');
    // A program may print one decimal: the alarms must differ even so, but for the one a quantum above the threshold.
    const printed = due.map(({ value = 0 }) => value.toFixed(1));
    expect(new Set(printed).size).toBe(due.length);
    for (const { value = 0, address, topic, payload } of due) {
      expect(value).toBeGreaterThan(threshold);
      expect(address?.building).toBe(building);
      expect(topic.startsWith(`${building}/P_`)).toBe(true);
      expect(readPayload(payload, 'TEMP')).toMatchObject({ kind: 'reading', value });
    }
    for (const { purpose, value = 0, address, topic } of [...messages, ...retained]) {
      if (purpose === 'within') expect(value).toBeLessThan(threshold);
      if (purpose === 'at-limit') expect(value).toBe(threshold);
      if (purpose === 'other-sensor') expect(address?.sensor).not.toBe('TEMP');
      if (purpose === 'other-building') expect(topic.startsWith(`${building}/`)).toBe(false);
    }
    const rooms = due.map(({ address }) => address?.room);
    expect(new Set(rooms).size).toBe(due.length);
  });

  it('has a sentinel at the end of each part, and every bait in the main part', () => {
    const { parts } = drawChallenge('1', WISHES);
    expect([...parts.keys()]).toEqual([...CHALLENGE_PARTS]);
    for (const messages of parts.values()) expect(messages.at(-1)?.purpose).toBe('sentinel');
    const purposes = new Set(parts.get('main')?.map(({ purpose }) => purpose));
    expect([...purposes].sort()).toEqual(
      ['alarm', 'at-limit', 'other-building', 'other-sensor', 'sentinel', 'within'].sort(),
    );
    expect(parts.get('burst')?.length).toBe(501);
  });

  it('keeps to a building, a threshold and a prefix of the user', () => {
    const { parts, building, threshold } = drawChallenge('1', {
      ...WISHES,
      building: 'B',
      threshold: 28,
      prefix: 'MIOT/jane',
    });
    expect([building, threshold]).toEqual(['B', 28]);
    expect(parts.get('again')?.every(({ topic }) => topic.startsWith('MIOT/jane/B/P_'))).toBe(true);
  });
});

const PLACE = { building: 'TORRE', floor: 2, wing: 'O', room: 214, sensor: 'TEMP' } as const;
const line = (text: string) => printedLine({ atMs: 0, text });

describe('a printed line', () => {
  it.each([
    'ALARM TORRE floor 2 wing O room 214 TEMP 31.47',
    'Alarma! Edificio TORRE, planta 2, ala oeste, sala 214, temperatura: 31,47 °C',
    '{"building":"TORRE","floor":2,"wing":"O","room":214,"sensor":"TEMP","value":31.47}',
    'TORRE/P_2/O/214/TEMP 31.470000000000002',
    '2026-01-05T08:00:01.310Z torre,P_2,W,214,temp,31.47,28',
    '[08:00:02] 3.147e1 TEMP sala 214 ala O planta 2 de TORRE',
    'TORRE P_2 West 214 Temperature=31.5C',
    'TORRE P_2 O 214 TEMP 31.4',
  ])('has value and place: %s', (text) => {
    expect(hasValue(line(text), 31.47)).toBe(true);
    expect(missingParts([line(text)], PLACE)).toEqual([]);
  });

  it.each([
    ['31.4 is not 31.47 to two decimals', 'TORRE 31.40', 31.47],
    ['a whole number is no value with decimals', 'TORRE 31', 31.47],
    ['a time of day is no value', '08:00:31.47', 31.47],
    ['a part of a longer number', '131.47', 31.47],
    ['the other sign', '31.47', -31.47],
  ])('%s', (_, text, value) => {
    expect(hasValue(line(text), value)).toBe(false);
  });

  it.each([
    ['building', 'floor 2 wing O room 214 TEMP 31.47'],
    ['floor', 'TORRE wing O room 214 TEMP 31.47'],
    ['wing', 'TORRE floor 2 room 214 TEMP 31.47'],
    ['wing', 'TORRE floor 2 wing N room 214 TEMP 31.47'],
    ['room', 'TORRE floor 2 wing O TEMP 31.47'],
    ['sensor', 'TORRE floor 2 wing O room 214: 31.47'],
  ])('lacks the %s', (part, text) => {
    expect(missingParts([line(text)], PLACE)).toEqual([part]);
  });
});
