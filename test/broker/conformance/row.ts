import type { Peer } from './peer.ts';

/** Something a broker must do; `happens` observes it at a port of loopback. Names are unique to the row. */
export interface Row {
  readonly name: string;
  readonly happens: (port: number) => Promise<unknown>;
  readonly expected: unknown;
  /** mosquitto 2.0.11 does something else. */
  readonly mosquitto?: { readonly expected: unknown; readonly why: string };
}

/** mosquitto ends the connection as well, but without DISCONNECT or CONNACK. */
export const SILENT = { expected: 'closed', why: 'it closes the connection and gives no reason' } as const;

/**
 * A broker's reaction to these bytes: it ends the connection with a reason code, closes it without one, or goes on. The
 * peer sends a ping behind them to find out.
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
