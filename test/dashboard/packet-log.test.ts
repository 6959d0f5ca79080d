import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PacketLog } from '../../src/dashboard/packet-log.ts';
import { ConversationReader } from '../../src/trace/conversation-reader.ts';
import type { SeenEvent, TraceEvent } from '../../src/trace/event.ts';
import { ExchangeTracker } from '../../src/trace/exchange.ts';
import { lacks } from '../parts.ts';
import { conversation } from '../trace/conversation.ts';

function logged(events: readonly TraceEvent[], log = new PacketLog()): PacketLog {
  const exchanges = new ExchangeTracker();
  for (const event of events) {
    log.take(event, event.kind === 'seen' ? exchanges.step(event) : { role: 'alone' });
  }
  return log;
}

const opened = (connection: number): TraceEvent => ({
  ...{ kind: 'opened', connection, timeMs: 0, transport: 'tcp' },
  client: { address: '127.0.0.1', port: 50_000 + connection },
  broker: { address: '127.0.0.1', port: 1883 },
});
const SECRETS = {
  // user `root`, password `hunter2`, client id `c`
  connect: '> 101c 0004 4d515454 04 c2 003c 0001 63 0004 726f6f74 0007 68756e74657232',
  connack: '< 20020000',
};
const hexOf = (text: string) => Buffer.from(text).toString('hex');

describe('the log of packets', () => {
  it('joins the packets of an exchange, and adds up what a QoS costs', () => {
    const log = logged([
      opened(1),
      ...conversation(['> 3407 0003 612f62 0001', '< 5002 0001', '> 6202 0001', '< 7002 0001', '> e000']),
    ]);
    const { rows } = log.rowsAfter(0, 0, 100);
    expect(rows.map(({ name, role, exchange }) => [name, role, exchange])).toEqual([
      ['opened', undefined, undefined],
      ['PUBLISH', 'opens', 2],
      ['PUBREC', 'continues', 2],
      ['PUBREL', 'continues', 2],
      ['PUBCOMP', 'closes', 2],
      ['DISCONNECT', undefined, undefined],
    ]);
    expect(log.totals()).toMatchObject({
      connections: 1,
      byQos: [{ qos: 2, messages: 1, packets: 4, bytes: 21, acknowledged: { count: 1 } }],
      clients: [{ connection: 1, name: '127.0.0.1:50001', isOpen: true }],
    });
  });

  it('gives the newest rows, of one client too, and counts the others', () => {
    const log = logged([
      ...[opened(1), opened(2)],
      ...conversation(Array.from({ length: 50 }, () => '> c000')),
    ]);
    const { rows, leftOut } = log.rowsAfter(2, 0, 20);
    expect([rows.length, rows[0]?.id, rows.at(-1)?.id, leftOut]).toEqual([20, 33, 52, 30]);
    expect(log.rowsAfter(0, 2, 20).rows.map(({ name }) => name)).toEqual(['opened']);
    expect(log.rowsAfter(52, 0, 20)).toEqual({ rows: [], leftOut: 0 });
  });

  it('has neither password nor user name of a client: in rows, fields and file', () => {
    const log = logged([opened(1), ...conversation(Object.values(SECRETS))]);
    const contents = log.contents(2);
    const told = JSON.stringify([log.rowsAfter(0, 0, 9), contents, log.totals()]);
    const file = Buffer.from(log.capture(0));
    for (const secret of ['root', 'hunter2']) {
      expect(told).not.toContain(secret);
      expect(told).not.toContain(hexOf(secret));
      expect(file.includes(secret)).toBe(false);
    }
    expect(contents?.fields.find(({ name }) => name === 'password')).toEqual({
      ...{ name: 'password', offset: 23, length: 7 },
    });
    expect(log.totals().clients[0]?.name).toBe('c');
  });

  it('keeps bounded memory for any packets', () => {
    // 20,000 filters of one character in 60 KiB
    const filters = '000161'.repeat(15_000).replaceAll('000161', '00016101');
    const body = `0001${filters}`;
    const length = body.length / 2;
    const varint = [0x80 | (length & 127), 0x80 | ((length >> 7) & 127), length >> 14]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('');
    const hostile = conversation([`> 82${varint} ${body}`]);
    const log = logged([opened(1)]);
    for (let n = 0; n < 20; n++) logged(hostile, log);
    const { rows, leftOut } = log.rowsAfter(0, 0, 1000);
    expect(rows.length).toBeLessThan(4);
    expect(rows.length + leftOut).toBe(21);
    expect(log.contents(log.last)?.fields).toHaveLength(200);
    expect(log.contents(log.last)?.fieldsLeftOut).toBeGreaterThan(10_000);
    expect(JSON.stringify(rows).length).toBeLessThan(2000);
    logged(conversation(Array.from({ length: 6000 }, () => '> c000')), log);
    expect(log.rowsAfter(0, 0, 10_000).rows).toHaveLength(5000);
    expect(log.contents(1)).toBeUndefined();
  });

  it('takes whatever a client or a broker sends', () => {
    const valid = fc.constantFrom(
      ...[
        SECRETS.connect,
        '> 3407 0003 612f62 0001',
        '> 8206 0001 0001 61 01',
        '> 200c 0000 09 21 000a 26 0001 61 0001 62',
      ],
    );
    const packet = valid.map((line) => Buffer.from(line.slice(1).replaceAll(' ', ''), 'hex'));
    const bytes = fc.array(fc.oneof(packet, fc.uint8Array({ maxLength: 40 })), { maxLength: 8 });
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(bytes, bytes, fc.array(change, { maxLength: 3 }), (fromClient, fromBroker, changes) => {
        const log = logged([opened(1)]);
        const exchanges = new ExchangeTracker();
        const reader = new ConversationReader();
        for (const [from, parts] of [
          ['client', fromClient],
          ['broker', fromBroker],
        ] as const) {
          const whole = Buffer.concat(parts);
          for (const [at, byte] of changes) if (whole.length > 0) whole[at % whole.length] = byte;
          for (const item of [...reader.push(from, whole), ...reader.end(from)]) {
            const event: SeenEvent = { kind: 'seen', connection: 1, timeMs: 1, from, item };
            log.take(event, exchanges.step(event));
          }
        }
        const { rows } = log.rowsAfter(0, 0, 1000);
        const told = JSON.stringify([rows, rows.map(({ id }) => log.contents(id)), log.totals()]);
        expect(told.length).toBeLessThan(100_000);
        expect(log.capture(0).length).toBeGreaterThan(100);
      }),
      { numRuns: 500 },
    );
  });

  it('shows malformed and unreadable bytes as such', () => {
    const unreadable = { kind: 'unreadable', reason: 'not MQTT' } as const;
    const log = logged([
      ...[opened(1), ...conversation(['> 3607 0003 612f62 0001'])],
      { kind: 'seen', connection: 1, timeMs: 2, from: 'client', item: unreadable },
    ]);
    expect(log.rowsAfter(1, 0, 9).rows).toMatchObject([
      { name: 'PUBLISH', isFaulty: true },
      { name: 'unreadable', isFaulty: true },
    ]);
    expect(log.contents(2)?.fault).toContain('QoS 3');
    expect(log.contents(3)).toBeUndefined();
  });

  it.skipIf(lacks('tshark'))('writes a file that Wireshark reads, of one client or all', () => {
    const other = conversation(['> c000', '< d000']).map((event) => ({ ...event, connection: 2 }));
    const log = logged([
      ...[opened(1), ...conversation([...Object.values(SECRETS), '> 3005 0003 612f62'])],
      ...[opened(2), ...other],
    ]);
    const folder = mkdtempSync(join(tmpdir(), 'packets-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const packets = (connection: number) => {
      const file = join(folder, 'packets.pcapng');
      writeFileSync(file, log.capture(connection));
      const fields = ['-T', 'fields', '-e', 'mqtt.msgtype', '-e', 'mqtt.username', '-e', 'mqtt.passwd'];
      const text = execFileSync('tshark', ['-r', file, '-Y', 'mqtt', ...fields], { encoding: 'utf8' });
      return text.split('\n').filter((line) => line !== '');
    };
    expect(packets(1)).toEqual(['1\t****\t*******', '2\t\t', '3\t\t']);
    expect(packets(0)).toHaveLength(5);
  });
});
