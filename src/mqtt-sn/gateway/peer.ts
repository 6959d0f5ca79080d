/** The address of a client: UDP, and the id of a wireless node behind a forwarder (MQTT-SN 1.2 §5.5). */
export interface Peer {
  readonly host: string;
  readonly port: number;
  readonly node?: Buffer;
}

/** Where a datagram came from, and its size. */
export interface Origin {
  readonly peer: Peer;
  readonly octets: number;
}

export function peerKey({ host, port, node }: Peer): string {
  return node === undefined ? `${host}:${port}` : `${host}:${port}/${node.toString('hex')}`;
}
