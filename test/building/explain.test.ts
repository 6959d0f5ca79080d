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

  it('names every kind and every wing where a level is none of them', () => {
    expect(explainTopic('B/P_1/N/1/RADON').summary).toBe(
      `a topic, but no sensor's: 'RADON' is not a sensor; use one of ${SENSOR_KINDS.join(', ')}`,
    );
    expect(explainTopic('B/P_1/X/1/TEMP').summary).toContain("'X' is not a wing; use one of N, S, E, O");
  });
});
