import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../src/trace/event.ts';
import { ExchangeTracker } from '../../src/trace/exchange.ts';
import { dissectHeader } from '../../src/trace/mqtt/dissect.ts';
import { Totals, type TraceSummary } from '../../src/trace/totals.ts';
import { formatSummary } from '../../src/trace/view/table.ts';
import { conversation } from './conversation.ts';
import { plainStyle } from './plain-style.ts';

function summarize(lines: readonly string[]): TraceSummary {
  const totals = new Totals();
  const exchanges = new ExchangeTracker();
  for (const event of conversation(lines)) {
    const { packet } = event.item as { packet: { bytes: Uint8Array } };
    const { connection, timeMs, from } = event;
    const bytes: TraceEvent = { kind: 'bytes', connection, timeMs, from, bytes: packet.bytes };
    totals.add(bytes, { role: 'alone' });
    totals.add(event, exchanges.step(event));
  }
  return totals.summary();
}

const QOS_1_AND_2 = [
  '> 3207 0001 61 0001 6869', // a, id 1, "hi"
  '< 4002 0001',
  '> 3405 0001 61 0002',
  '< 5002 0002',
  '> 6202 0002',
  '< 7002 0002',
];

describe('totals', () => {
  it('count packets and bytes by kind and QoS', () => {
    const { rows, total } = summarize(QOS_1_AND_2);
    expect(
      rows.map(({ packet, qos, fromClient, fromBroker, bytes }) => [
        packet,
        qos,
        fromClient,
        fromBroker,
        bytes,
      ]),
    ).toEqual([
      ['publish', 1, 1, 0, 9],
      ['publish', 2, 1, 0, 7],
      ['puback', undefined, 0, 1, 4],
      ['pubrec', undefined, 0, 1, 4],
      ['pubrel', undefined, 1, 0, 4],
      ['pubcomp', undefined, 0, 1, 4],
    ]);
    expect(total).toEqual({ fromClient: 3, fromBroker: 3, bytes: 32 });
  });

  it('count what a message costs with its acknowledgements, and how long they take', () => {
    const { byQos } = summarize(QOS_1_AND_2);
    expect(byQos).toMatchObject([
      { qos: 1, messages: 1, packets: 2, bytes: 13, payloadBytes: 2, acknowledged: { count: 1, max: 1 } },
      { qos: 2, messages: 1, packets: 4, bytes: 19, payloadBytes: 0, acknowledged: { count: 1, max: 3 } },
    ]);
  });

  it('count a message that is sent again once, and the time from its first PUBLISH', () => {
    const { byQos } = summarize(['> 3205 0001 61 0001', '> 3a05 0001 61 0001', '< 4002 0001']);
    expect(byQos).toMatchObject([{ messages: 1, packets: 3, acknowledged: { count: 1, max: 2 } }]);
  });

  it('set payload against protocol', () => {
    expect(summarize(QOS_1_AND_2)).toMatchObject({ payloadBytes: 2, protocolBytes: 30 });
  });

  it('leave packets that were not looked into out of both', () => {
    const totals = new Totals();
    const packet = dissectHeader(Uint8Array.of(0x30, 0x80, 0x80, 0x80, 0x01), 2_097_157);
    totals.add(
      { kind: 'bytes', connection: 1, timeMs: 0, from: 'client', bytes: new Uint8Array(2_097_157) },
      { role: 'alone' },
    );
    totals.add(
      { kind: 'seen', connection: 1, timeMs: 0, from: 'client', item: { kind: 'packet', packet } },
      { role: 'alone' },
    );
    const summary = totals.summary();
    expect(summary).toMatchObject({ payloadBytes: 0, protocolBytes: 0, skippedBytes: 2_097_157 });
    expect(formatSummary(summary, plainStyle).at(-1)).toBe(
      '2097157 bytes: 0 payload (0 %), 0 protocol, 2097157 in packets too long to be read',
    );
  });

  it('are shown as tables', () => {
    expect(formatSummary(summarize(QOS_1_AND_2), plainStyle)).toEqual([
      'packets        from client  from broker  bytes',
      'PUBLISH QoS 1            1            0      9',
      'PUBLISH QoS 2            1            0      7',
      'PUBACK                   0            1      4',
      'PUBREC                   0            1      4',
      'PUBREL                   1            0      4',
      'PUBCOMP                  0            1      4',
      'all                      3            3     32',
      '',
      'messages  sent  packets  bytes  payload  acknowledged   median     95 %  longest',
      'QoS 1        1        2     13        2             1  1.00 ms  1.00 ms  1.00 ms',
      'QoS 2        1        4     19        0             1  3.00 ms  3.00 ms  3.00 ms',
      '',
      '32 bytes: 2 payload (6 %), 30 protocol',
    ]);
  });
});
