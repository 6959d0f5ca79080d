import { describe, expect, it } from 'vitest';
import { explainTopic } from '../../src/building/explain.ts';
import { SENSOR_KINDS } from '../../src/building/sensors.ts';

describe('explainTopic', () => {
  it.each([
    ['TEMP', 'temperature, in Cel'],
    ['CO2', 'carbon dioxide, in ppm'],
    ['PIR', 'occupancy, 0 or 1'],
  ])('says what %s measures', (kind, meaning) => {
    expect(explainTopic(`B/P_1/N/1/${kind}`).levels.at(-1)).toEqual({ level: kind, meaning });
  });

  it.each([
    ['N', 'the north wing'],
    ['O', 'the west (oeste) wing'],
  ])('says where wing %s is', (wing, meaning) => {
    expect(explainTopic(`B/P_1/${wing}/1/TEMP`).levels[2]).toEqual({ level: wing, meaning });
  });

  it.each([
    ['EPS/P_2/W/4/TEMP', "'W' is not a wing; use O (oeste, west)"],
    [
      'EPS/P_02/norte/4/temperatura',
      "'P_02' is not a floor; use P_2; 'norte' is not a wing; use N; 'temperatura' is not a sensor; use TEMP",
    ],
    [
      'MIOT/jane/EPS/2/oeste/sala_04/luz',
      "'2' is not a floor; use P_2; 'oeste' is not a wing; use O (oeste, west); 'sala_04' is not a room; use 4; 'luz' is not a sensor; use LUX",
    ],
    ['EPS/P_2/4/TEMP', 'it has no level for the wing'],
    ['P_2/O/4/TEMP', 'it has no level for the building'],
    ['EPS/P_2/O/4/TEMP/raw', "nothing follows the sensor: leave 'raw' out"],
    ['EPS/P_2/O/4/TEMP/', 'nothing follows the sensor: leave the / at the end out'],
    ['EPS/P_2/O/0/TEMP', "'0' is not a room; use a positive integer without leading zeros"],
    ['EPS//O/4/TEMP', 'level 2 is not a floor; use P_ and an integer without leading zeros: P_2, P_0, P_-1'],
    ['lab/kitchen/temperature', '3 of the 5 levels BUILDING/P_<floor>/<wing>/<room>/<sensor>'],
  ])('says what is wrong with %s', (topic, faults) => {
    expect(explainTopic(topic)).toMatchObject({
      kind: 'topic',
      summary: `a topic, but no sensor's: ${faults}`,
    });
  });

  it('marks the wrong levels, and explains the others by their places', () => {
    expect(explainTopic('MIOT/EPS/P_2/W/4/temp/x').levels).toEqual([
      { level: 'MIOT', meaning: 'prefix' },
      { level: 'EPS', meaning: 'the building EPS' },
      { level: 'P_2', meaning: 'floor 2' },
      { level: 'W', meaning: 'no wing; use O (oeste, west)', isWrong: true },
      { level: '4', meaning: 'room 4' },
      { level: 'temp', meaning: 'no sensor; use TEMP', isWrong: true },
      { level: 'x', meaning: 'too much: nothing follows the sensor', isWrong: true },
    ]);
  });

  it('marks a wrong level of a filter', () => {
    const { summary, levels } = explainTopic('+/P_2/W/#');
    expect(summary).toContain("; it matches no sensor's topic");
    expect(levels.map(({ isWrong = false }) => isWrong)).toEqual([false, false, true, false]);
    expect(explainTopic('lab/kitchen/#').levels.some(({ isWrong }) => isWrong)).toBe(false);
  });

  it('tells of an empty level in front', () => {
    const { kind, summary, levels } = explainTopic('/EPS/P_2/O/4/TEMP');
    expect(kind).toBe('reading');
    expect(summary).toContain('the / in front makes an empty level');
    expect(levels[0]).toEqual({ level: '', meaning: 'an empty level, part of the prefix' });
  });

  it('repeats no long or strange level in its summary', () => {
    const { summary } = explainTopic(`EPS/P_2/\u001b[2J/4/${'x'.repeat(1000)}`);
    expect(summary).toMatch(/level 3 is not a wing; .*; level 5 is not a sensor/);
    expect(explainTopic(`${'a/'.repeat(30_000)}EPS/P_2/W/4/TEMP`).summary).toContain("'W' is not a wing");
  });

  it('names every kind and every wing where a level is none of them', () => {
    expect(explainTopic('B/P_1/N/1/RADON').summary).toBe(
      `a topic, but no sensor's: 'RADON' is not a sensor; use one of ${SENSOR_KINDS.join(', ')}`,
    );
    expect(explainTopic('B/P_1/X/1/TEMP').summary).toContain("'X' is not a wing; use one of N, S, E, O");
  });
});
