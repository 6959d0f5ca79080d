/** The address of a client: UDP, and the id of a wireless node behind a forwarder (MQTT-SN 1.2 §5.5). */
export interface Peer {
  readonly host: string;
  readonly port: number;
  readonly node?: Buffer;
}

export function peerKey({ host, port, node }: Peer): string {
  return node === undefined ? `${host}:${port}` : `${host}:${port}/${node.toString('hex')}`;
}
