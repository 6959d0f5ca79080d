import { describe, expect, it } from 'vitest';
import { parseTopic } from '../../src/building/topic.ts';
import { TrafficTallies } from '../../src/dashboard/traffic.ts';
import type { ObservedMessage } from '../../src/observation/observation.ts';
import { START } from './observations.ts';

const message = (
  topic: string,
  payload: string | Uint8Array,
  value?: number,
  atMs = START,
): ObservedMessage => {
  const address = parseTopic(topic)?.address;
  const reading = address && value !== undefined && { address, value, timeMs: atMs, seq: 0, format: 'json' };
  return {
    kind: 'message',
    topic,
    qos: 0,
    retain: false,
    payload: Buffer.from(payload),
    reading: reading || undefined,
    atMs,
  };
};

describe('the traffic', () => {
  it('puts the readings of each prefix together', () => {
    const tallies = new TrafficTallies();
    const jane = 'MIOT/jane/BUILDING/P_1/N/1';
    tallies.addReading(message(`${jane}/TEMP`, 'x', 21));
    tallies.addReading(message(`${jane}/HUM`, 'x', 45));
    tallies.addReading(message(`${jane}/HUM`, '{', undefined, START + 1));
    tallies.noteUnreadable(`${jane}/HUM`, 'its JSON is broken');
    tallies.addReading(message('MIOT/joe/BUILDING/P_1/N/1/TEMP', 'x', 20));
    tallies.addReading(message('BUILDING/P_1/N/1/TEMP', 'x', 19));
    tallies.sweep(2000);
    expect(tallies.tables('').groups).toEqual([
      {
        key: 'MIOT/jane/BUILDING',
        sensors: 2,
        messages: 3,
        ratePerSecond: 1.5,
        unreadable: 1,
        reason: 'its JSON is broken',
        lastTopic: `${jane}/HUM`,
        value: null,
        lastAtMs: START + 1,
      },
      expect.objectContaining({ key: 'MIOT/joe/BUILDING', sensors: 1, value: 20 }),
      expect.objectContaining({ key: 'BUILDING', value: 19 }),
    ]);
  });

  it('lists every other topic with its last payload, the busiest first', () => {
    const tallies = new TrafficTallies();
    tallies.addOther(message('lab/quiet', 'hello'));
    for (let n = 0; n < 5; n++) tallies.addOther(message('lab/busy', Uint8Array.of(0xff, n)));
    tallies.addOther(message('', 'x'.repeat(1000)));
    tallies.sweep(1000);
    expect(tallies.tables('').topics).toEqual([
      {
        topic: 'lab/busy',
        messages: 5,
        ratePerSecond: 5,
        bytes: 2,
        lastAtMs: START,
        payload: 'ff04',
        isCut: false,
      },
      expect.objectContaining({ topic: 'lab/quiet', ratePerSecond: 1, payload: 'hello' }),
      expect.objectContaining({ topic: '', bytes: 1000, payload: 'x'.repeat(160), isCut: true }),
    ]);
    expect(tallies.tables('quiet').topics.map(({ topic }) => topic)).toEqual(['lab/quiet']);
    tallies.sweep(1000);
    expect(tallies.tables('').topics[0]?.ratePerSecond).toBe(0);
  });

  it('keeps nothing of the packet around a payload', () => {
    const tallies = new TrafficTallies();
    const packet = Buffer.from('secret hello');
    tallies.addOther({ ...message('lab/x', ''), payload: packet.subarray(7) });
    packet.fill(0);
    expect(tallies.tables('').topics[0]?.payload).toBe('hello');
  });

  it('keeps 10,000 topics, lists 200, and counts the others', () => {
    const tallies = new TrafficTallies();
    for (let n = 0; n < 10_010; n++) tallies.addOther(message(`lab/${n}`, 'x'));
    const tables = tallies.tables('');
    expect([tables.topics.length, tables.topicsFound, tables.topicsLeftOut]).toEqual([200, 10_000, 10]);
  });
});
