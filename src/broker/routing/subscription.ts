import type { DeliveryQos } from '../message.ts';

/** A session's subscription to one filter. */
export interface Subscription<S> {
  readonly session: S;
  /** As the client named it, `$share/…` included. */
  readonly filter: string;
  /** The QoS that was granted. */
  readonly qos: DeliveryQos;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  readonly identifier: number | undefined;
}
