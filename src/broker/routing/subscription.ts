import type { Qos } from '../../mqtt-protocol/qos.ts';

/** A session's subscription to a single filter. */
export interface Subscription<S> {
  readonly session: S;
  /** As in SUBSCRIBE, `$share/…` included. */
  readonly filter: string;
  /** The granted QoS. */
  readonly qos: Qos;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  /** The Subscription Identifier of MQTT 5. */
  readonly identifier?: number | undefined;
}
