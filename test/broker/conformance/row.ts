import type { Peer } from './peer.ts';

/** Something a broker must do; `happens` tells what it does, at a port of loopback. Names are unique to the row. */
export interface Row {
  readonly name: string;
  readonly happens: (port: number) => Promise<unknown>;
  readonly expected: unknown;
  /** mosquitto 2.0.11 does something else. */
  readonly mosquitto?: { readonly expected: unknown; readonly why: string };
}

/** For rows whose connection mosquitto ends as well, but without DISCONNECT or CONNACK. */
export const SILENT = { expected: 'closed', why: 'it closes the connection and gives no reason' } as const;

/**
 * What a broker does about these bytes: ends the connection with a reason code, closes it without one, or goes on, for
 * the peer sends a ping behind them.
 */
export async function outcomeOf(peer: Peer, bytes: Uint8Array): Promise<number | 'closed' | 'goes on'> {
  peer.sendBytes(bytes);
  peer.send({ cmd: 'pingreq' });
  const pong = peer.next('pingresp').then(
    () => 'goes on' as const,
    () => 'closed' as const,
  );
  return Promise.race([peer.ending(), pong]);
}
