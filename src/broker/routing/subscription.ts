import type { Qos } from '../../mqtt-protocol/qos.ts';

/** A session's subscription to one filter. */
export interface Subscription<S> {
  readonly session: S;
  /** As the client named it, `$share/…` included. */
  readonly filter: string;
  /** The QoS that was granted. */
  readonly qos: Qos;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  readonly identifier: number | undefined;
}
