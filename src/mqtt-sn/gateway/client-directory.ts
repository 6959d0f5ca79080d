import { type Peer, peerKey } from './peer.ts';
import type { GatewaySession } from './session.ts';

/** The sessions of a gateway, by client id and by address. */
export class ClientDirectory {
  readonly #byClientId = new Map<string, GatewaySession>();
  readonly #byPeer = new Map<string, GatewaySession>();
  readonly #perHost = new Map<string, number>();

  get size(): number {
    return this.#byClientId.size;
  }

  sessions(): Iterable<GatewaySession> {
    return this.#byClientId.values();
  }

  has(clientId: string): boolean {
    return this.#byClientId.has(clientId);
  }

  withId(clientId: string): GatewaySession | undefined {
    return this.#byClientId.get(clientId);
  }

  /** The number of clients at a host. */
  atHost(host: string): number {
    return this.#perHost.get(host) ?? 0;
  }

  at(peer: Peer): GatewaySession | undefined {
    return this.#byPeer.get(peerKey(peer));
  }

  add(session: GatewaySession): void {
    const { clientId, peer } = session.client;
    this.#byClientId.set(clientId, session);
    this.#count(peer.host, 1);
    this.#byPeer.set(peerKey(peer), session);
  }

  /** Enters the new address of a session; any other session at the address ends. */
  move(session: GatewaySession, peer: Peer): void {
    const { client } = session;
    const key = peerKey(peer);
    const before = this.#byPeer.get(key);
    if (before === session) return;
    before?.replace(false);
    this.#byPeer.delete(peerKey(client.peer));
    this.#count(client.peer.host, -1);
    client.moveTo(peer);
    this.#byPeer.set(key, session);
    this.#count(peer.host, 1);
  }

  /** Leaves a successor with the same client id or address alone. */
  remove(session: GatewaySession): void {
    const { clientId, peer } = session.client;
    if (this.#byClientId.get(clientId) === session) {
      this.#byClientId.delete(clientId);
      this.#count(peer.host, -1);
    }
    const key = peerKey(peer);
    if (this.#byPeer.get(key) === session) this.#byPeer.delete(key);
  }

  #count(host: string, change: number): void {
    const count = this.atHost(host) + change;
    if (count > 0) this.#perHost.set(host, count);
    else this.#perHost.delete(host);
  }
}
