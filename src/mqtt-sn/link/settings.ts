import type { SessionObserver } from '../../session.ts';
import type { ClientSettings } from '../client/settings.ts';

export interface SnSessionSettings {
  readonly host: string;
  readonly port: number;
  /** The gateway in messages, as `mqtt-sn://localhost:1884`. */
  readonly where: string;
  readonly client: ClientSettings;
  /** The session publishes QoS -1 only: the client does not connect (MQTT-SN 1.2 §6.8). */
  readonly unconnected: boolean;
  /** A listener sleeps so long from one look at the gateway to the next; left out, the client stays awake. */
  readonly sleepMs?: number | undefined;
  /** Called once, when the session is over. */
  readonly onEnd?: (() => void) | undefined;
  readonly observer: SessionObserver;
  /** Aborted: stop trying to connect. */
  readonly signal: AbortSignal;
  /** `next` gives the wait before another attempt to connect in milliseconds; undefined: give up. */
  readonly retries: { connected(): void; next(): number | undefined };
}
