import type { DatagramReader } from '../../trace/udp-proxy.ts';
import { sightMqttSn } from './mqtt-sn-packet.ts';
import { TopicNames } from './topic-names.ts';

/** Reads the MQTT-SN of one client and its gateway. */
export function createReader(): DatagramReader {
  const names = new TopicNames();
  return (from, datagram) => sightMqttSn(datagram, from, names);
}
