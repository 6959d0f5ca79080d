import type { DatagramReader } from '../../trace/udp-proxy.ts';
import { decodeMqttSn } from './mqtt-sn-packet.ts';
import { RegisteredTopics } from './registered-topics.ts';

/** Reads the MQTT-SN of one client and its gateway. */
export function createReader(): DatagramReader {
  const topics = new RegisteredTopics();
  return (from, datagram) => decodeMqttSn(datagram, from, topics);
}
