import type { SocketAddress } from '../event.ts';
import { receiverOf, type Sender } from '../packet.ts';
import { ethernetFrame, type IpPair, pairAddresses } from './ip.ts';
import { FLAG, type Segment, TCP, tcpSegment } from './tcp.ts';

/** The size limit of a segment, far below the limits of an IP packet and a window. */
const MAX_SEGMENT = 32_768;
/** Maximum segment size: kind 2, length 4, value (RFC 9293 §3.2). */
const MSS_OPTION = Uint8Array.from([2, 4, MAX_SEGMENT >> 8, MAX_SEGMENT & 0xff]);

/**
 * The TCP connection between client and broker without the proxy, as Ethernet frames: handshake, data with an
 * acknowledgement for each segment, and the end. Initial sequence numbers are 0.
 */
export class TcpConversation {
  readonly #addresses: IpPair;
  readonly #ports: Readonly<Record<Sender, number>>;
  readonly #next: Record<Sender, number> = { client: 0, broker: 0 };
  readonly #finished = new Set<Sender>();

  /** @param brokerPort the broker's port in the file; Wireshark knows protocols by their ports */
  constructor(client: SocketAddress, broker: SocketAddress, brokerPort: number = broker.port) {
    this.#addresses = pairAddresses(client.address, broker.address);
    this.#ports = { client: client.port, broker: brokerPort };
  }

  open(): Uint8Array[] {
    return [
      this.#frame('client', FLAG.syn, { acknowledgement: 0, options: MSS_OPTION }),
      this.#frame('broker', FLAG.syn | FLAG.ack, { options: MSS_OPTION }),
      this.#frame('client', FLAG.ack),
    ];
  }

  data(from: Sender, bytes: Uint8Array): Uint8Array[] {
    if (this.#finished.has(from)) return [];
    const frames: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += MAX_SEGMENT) {
      const payload = bytes.subarray(at, at + MAX_SEGMENT);
      frames.push(
        this.#frame(from, FLAG.psh | FLAG.ack, { payload }),
        this.#frame(receiverOf(from), FLAG.ack),
      );
    }
    return frames;
  }

  /** One side will send no more. */
  end(from: Sender): Uint8Array[] {
    if (this.#finished.has(from)) return [];
    this.#finished.add(from);
    return [this.#frame(from, FLAG.fin | FLAG.ack), this.#frame(receiverOf(from), FLAG.ack)];
  }

  /** The connection is gone: a side without FIN gets its FIN now. */
  close(): Uint8Array[] {
    return [...this.end('client'), ...this.end('broker')];
  }

  #frame(from: Sender, flags: number, more: Partial<Segment> = {}): Uint8Array {
    const to = receiverOf(from);
    const segment: Segment = {
      sourcePort: this.#ports[from],
      targetPort: this.#ports[to],
      sequence: this.#next[from],
      acknowledgement: this.#next[to],
      flags,
      ...more,
    };
    // SYN and FIN take a sequence number each (RFC 9293 §3.4).
    const used = (more.payload?.length ?? 0) + (flags & (FLAG.syn | FLAG.fin) ? 1 : 0);
    this.#next[from] = (this.#next[from] + used) % 2 ** 32;
    const source = this.#addresses[from];
    const target = this.#addresses[to];
    return ethernetFrame(source, target, TCP, tcpSegment(source, target, segment));
  }
}
