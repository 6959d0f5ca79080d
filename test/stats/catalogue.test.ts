import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type RowKey, subjectOf } from '../../src/stats/catalogue.ts';

const totals: readonly (readonly [topic: string, key: RowKey, node: string])[] = [
  ['$SYS/broker/clients/connected', 'clients_connected', ''],
  ['$SYS/broker/clients/active', 'clients_connected', ''],
  ['$SYS/broker/clients/inactive', 'clients_disconnected', ''],
  ['$SYS/broker/retained messages/count', 'retained', ''],
  ['$SYS/broker/publish/messages/dropped', 'publish_dropped', ''],
  ['$SYS/broker/bytes/sent', 'bytes_sent', ''],
  // HiveMQ
  ['$SYS/broker/load/bytes/sent', 'bytes_sent', ''],
  ['$SYS/broker/messages/publish/received', 'publish_received', ''],
  ['$SYS/broker/messages/retained/count', 'retained', ''],
  // EMQX
  ['$SYS/brokers/emqx@10.0.0.1/stats/live_connections/count', 'clients_connected', 'emqx@10.0.0.1'],
  ['$SYS/brokers/emqx@10.0.0.1/metrics/packets/publish/sent', 'publish_sent', 'emqx@10.0.0.1'],
  // VerneMQ
  ['$SYS/VerneMQ@127.0.0.1/mqtt/publish/received', 'publish_received', 'VerneMQ@127.0.0.1'],
  ['$SYS/VerneMQ@127.0.0.1/router/subscriptions', 'subscriptions', 'VerneMQ@127.0.0.1'],
];

it.each(totals)('%s is %s', (topic, key, node) => {
  expect(subjectOf(topic)).toMatchObject({ kind: 'total', row: { key }, node });
});

it.each([
  ['$SYS/broker/load/messages/received/1min', 'messages_received', 0],
  ['$SYS/broker/load/publish/dropped/5min', 'publish_dropped', 1],
  ['$SYS/broker/load/sockets/15min', 'sockets_opened', 2],
])('%s is an average of %s', (topic, key, span) => {
  expect(subjectOf(topic)).toMatchObject({ kind: 'load', row: { key }, span });
});

it.each([
  '$SYS',
  '$SYS/broker',
  '$SYS/broker/load/nothing/1min',
  '$SYS/broker/load/bytes/sent/2min',
  '$SYS/brokers',
  '$SYS/broker/toString',
  'broker/bytes/sent',
])('%s is not known', (topic) => {
  expect(subjectOf(topic)).toBeUndefined();
});

it('takes any topic', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (rest) => void subjectOf(`$SYS/${rest}`)));
});
