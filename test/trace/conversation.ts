import type { SeenEvent } from '../../src/trace/event.ts';
import { dissect } from '../../src/trace/mqtt/dissect.ts';
import type { Sender } from '../../src/trace/packet.ts';

/** Events of one connection, a millisecond apart, from packets in hexadecimal: `> c000` is from the client. */
export function conversation(lines: readonly string[], connection = 1, level = 4): SeenEvent[] {
  return lines.map((line, timeMs) => {
    const [arrow, ...hex] = line.split(' ');
    const from: Sender = arrow === '>' ? 'client' : 'broker';
    const packet = dissect(new Uint8Array(Buffer.from(hex.join(''), 'hex')), level);
    return { kind: 'seen', connection, timeMs, from, item: { kind: 'packet', packet } };
  });
}
