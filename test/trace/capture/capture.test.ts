import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Capture } from '../../../src/trace/capture/capture.ts';
import { internetChecksum } from '../../../src/trace/capture/checksum.ts';
import { pairAddresses } from '../../../src/trace/capture/ip.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { startChild } from '../../cli/child.ts';
import { lacks } from '../../parts.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'building-sim-capture-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the Internet checksum', () => {
  it('is that of the example in RFC 1071 §3', () => {
    expect(internetChecksum(Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7))).toBe(
      0xffff - 0xddf2,
    );
  });

  it('takes parts of odd length', () => {
    const whole = Uint8Array.from({ length: 999 }, (_, index) => index * 7);
    expect(internetChecksum(whole.subarray(0, 333), whole.subarray(333))).toBe(internetChecksum(whole));
  });
});

describe('addresses', () => {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

  it.each([
    ['127.0.0.1', '10.0.0.2', '7f000001', '0a000002'],
    ['::ffff:127.0.0.1', '127.0.0.1', '7f000001', '7f000001'],
    ['::1', '2001:db8::7:1', `${'0'.repeat(31)}1`, '20010db8000000000000000000070001'],
    ['::1', '127.0.0.1', `${'0'.repeat(31)}1`, '00000000000000000000ffff7f000001'],
    ['fe80::1%eth0', '::', 'fe800000000000000000000000000001', '0'.repeat(32)],
  ])('%s and %s', (client, broker, clientHex, brokerHex) => {
    const pair = pairAddresses(client, broker);
    expect([hex(pair.client), hex(pair.broker)]).toEqual([clientHex, brokerHex]);
  });
});

describe.skipIf(lacks('tshark'))('a capture file', () => {
  it.each([
    ['IPv4', '127.0.0.1', '127.0.0.1'],
    ['IPv6', '::1', '::1'],
    ['both', '::1', '127.0.0.1'],
  ])('of a long conversation over %s has nothing that Wireshark marks', async (title, client, broker) => {
    const events: TraceEvent[] = [
      {
        kind: 'opened',
        transport: 'tcp',
        client: { address: client, port: 50_000 },
        broker: { address: broker, port: 4711 },
      },
      { kind: 'bytes', from: 'client', bytes: Buffer.alloc(300_001, 1) },
      { kind: 'bytes', from: 'broker', bytes: Buffer.alloc(65_536, 2) },
      { kind: 'ended', from: 'broker' },
      { kind: 'bytes', from: 'client', bytes: Buffer.alloc(10, 3) },
      { kind: 'closed' },
    ].map((event, time) => ({ ...event, connection: 1, timeMs: 1_700_000_000_000.25 + time }) as TraceEvent);
    const capture = new Capture({ comment: 'a test' });
    const file = join(folder, `${title}.pcapng`);
    await writeFile(file, Buffer.concat([capture.header(), ...events.map((event) => capture.add(event))]));

    const rows = await tsharkFields(file, [...TROUBLE, 'tcp.srcport', 'tcp.len', 'frame.time_epoch']);
    expect(rows.filter(isTrouble)).toEqual([]);
    const sent = (port: string) =>
      rows.reduce((sum, row) => (row['tcp.srcport'] === port ? sum + Number(row['tcp.len']) : sum), 0);
    expect([sent('50000'), sent('4711')]).toEqual([300_011, 65_536]);
    expect(rows[0]?.['frame.time_epoch']).toBe('1700000000.000250000');
  });
});

type Row = Readonly<Record<string, string>>;

/** These fields of every frame, from one run of tshark. */
async function tsharkFields(file: string, fields: readonly string[]): Promise<readonly Row[]> {
  const checks = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE', '-T', 'fields'];
  const chosen = fields.flatMap((field) => ['-e', field]);
  const { stdout } = await startChild('tshark', ['-r', file, ...checks, ...chosen]).ended;
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Object.fromEntries(line.split('\t').map((text, i) => [fields[i], text])));
}

const TROUBLE = [
  '_ws.malformed',
  'tcp.analysis.flags',
  'tcp.checksum.status',
  'ip.checksum.status',
  '_ws.expert.severity',
] as const;

/** Wireshark would mark the frame: malformed, bad checksum, odd sequence number, warning. */
function isTrouble(row: Row): boolean {
  return (
    row['_ws.malformed'] !== '' ||
    row['tcp.analysis.flags'] !== '' ||
    row['tcp.checksum.status'] !== '1' ||
    row['ip.checksum.status'] === '0' ||
    (row['_ws.expert.severity'] ?? '').split(',').some((severity) => Number(severity) >= 0x0060_0000)
  );
}
