// Tests src/mqtt-sn/codec/ against other implementations.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encode } from '../../../src/mqtt-sn/codec/encode.ts';
import { MESSAGES } from '../../../src/mqtt-sn/codec/messages.ts';
import { lacks } from '../../parts.ts';
import { pcapOf } from './pcap.ts';
import { ROWS } from './rows.ts';

/** Other implementations read our datagrams, and build the same bytes. */
const datagrams = ROWS.map(([, message]) => encode(message));

describe.skipIf(lacks('tshark'))('tshark', () => {
  it('finds every message well formed and of its type', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mqtt-sn-'));
    try {
      const file = join(folder, 'good.pcap');
      writeFileSync(file, pcapOf(datagrams, 1884));
      const bad = `udp.port==1884 && (_ws.malformed || !mqttsn || mqttsn.msg.type in {0x03,0x11,0x19}
        || (mqttsn.msg.type > 0x1d && mqttsn.msg.type != 0xfe) || mqttsn.return.code > 3)
        && !(udp.payload==02:07 || udp.payload==02:1a)`.replaceAll(/\s+/g, ' ');
      expect(tshark(file, ['-Y', bad])).toBe('');

      const types = tshark(file, ['-T', 'fields', '-e', 'mqttsn.msg.type', '-E', 'occurrence=f']);
      const expected = ROWS.map(([, { type }]) => MESSAGES[type].code);
      expect(types.trim().split('\n').map(Number)).toEqual(expected);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function tshark(file: string, args: readonly string[]): string {
  return execFileSync('tshark', ['-r', file, '-d', 'udp.port==1884,mqttsn', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** Prints, for each datagram in hex, its type and the bytes scapy builds again from the fields it read. */
const SCAPY = `
import sys
from scapy.contrib.mqttsn import MQTTSN
for line in sys.stdin:
    packet = MQTTSN(bytes.fromhex(line))
    print(packet.sprintf("%MQTTSN.type%"), bytes(packet).hex())
`;

describe.skipIf(lacks('python3-scapy'))('scapy', () => {
  it('reads every message as the same type and builds the same octets from it', () => {
    const output = execFileSync('/usr/bin/python3', ['-c', SCAPY], {
      encoding: 'utf8',
      input: datagrams.map((datagram) => datagram.toString('hex')).join('\n'),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const expected = ROWS.map(([, { type }], i) => {
      return `${type === 'ENCAPSULATED' ? 'Encapsulated message' : type} ${datagrams[i]?.toString('hex')}`;
    });
    expect(output.trim().split('\n')).toEqual(expected);
  });
});
