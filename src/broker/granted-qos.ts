import { filterMatches } from '../mqtt-protocol/topic.ts';

export type Subscriptions = Readonly<Record<string, { readonly qos: number } | undefined>>;

/**
 * The QoS at which a client is sent a message: that of the message, or of the highest subscription that matches if
 * that is lower [MQTT-3.8.4-6, 3.3.5-1]. Undefined where none matches.
 */
export function grantedQos(subscriptions: Subscriptions, topic: string, qos: number): number | undefined {
  // Without it each message costs a client as many looks as it has subscriptions.
  if ((subscriptions[topic]?.qos ?? -1) >= qos) return qos;
  let granted: number | undefined;
  for (const filter in subscriptions) {
    const own = subscriptions[filter]?.qos ?? 0;
    if (own <= (granted ?? -1) || !filterMatches(filter, topic)) continue;
    if (own >= qos) return qos;
    granted = own;
  }
  return granted;
}
