/** A subscription of a group: each message goes to one member (MQTT 5.0 §4.8.2). */
export interface SharedSubscription {
  readonly group: string;
  readonly filter: string;
}

const PREFIX = '$share/';

/** The parts of `$share/GROUP/FILTER`; undefined for any other filter. */
export function sharedSubscription(filter: string): SharedSubscription | undefined {
  if (!filter.startsWith(PREFIX)) return undefined;
  const slash = filter.indexOf('/', PREFIX.length);
  return slash === -1
    ? undefined
    : { group: filter.slice(PREFIX.length, slash), filter: filter.slice(slash + 1) };
}

/** The fault of a filter with the prefix `$share/`, in words; undefined if the filter is valid. [MQTT-4.8.2-1, -2] */
export function sharedSubscriptionFault(filter: string): string | undefined {
  if (!filter.startsWith(PREFIX)) return undefined;
  const { group = '', filter: shared = '' } = sharedSubscription(filter) ?? {};
  if (/^[^+#]+$/.test(group) && shared !== '') return undefined;
  return 'a shared subscription is $share/GROUP/FILTER, and the group has no wildcard';
}
