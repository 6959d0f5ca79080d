import type { SocketAddress } from '../event.ts';
import { receiverOf, type Sender } from '../packet.ts';
import { internetChecksum } from './checksum.ts';
import { ethernetFrame, type IpPair, pairAddresses, pseudoHeader, u16 } from './ip.ts';

const UDP = 17;

/** Datagrams between two ends, as Ethernet frames. UDP has neither beginning nor end. */
export class UdpConversation {
  readonly #addresses: IpPair;
  readonly #ports: Readonly<Record<Sender, number>>;

  constructor(client: SocketAddress, broker: SocketAddress, brokerPort: number = broker.port) {
    this.#addresses = pairAddresses(client.address, broker.address);
    this.#ports = { client: client.port, broker: brokerPort };
  }

  open(): Uint8Array[] {
    return [];
  }

  data(from: Sender, payload: Uint8Array): Uint8Array[] {
    const to = receiverOf(from);
    const source = this.#addresses[from];
    const target = this.#addresses[to];
    const length = 8 + payload.length;
    const head = Buffer.concat([u16(this.#ports[from]), u16(this.#ports[to]), u16(length)]);
    const sum = internetChecksum(pseudoHeader(source, target, UDP, length), head, new Uint8Array(2), payload);
    // A sum of 0 is written as all ones, as 0 means none (RFC 768).
    const datagram = Buffer.concat([head, u16(sum === 0 ? 0xffff : sum), payload]);
    return [ethernetFrame(source, target, UDP, datagram)];
  }

  end(): Uint8Array[] {
    return [];
  }

  close(): Uint8Array[] {
    return [];
  }
}
