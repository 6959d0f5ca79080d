import type { Packet } from 'mqtt-packet';
import { protocolName } from '../../mqtt-protocol/version.ts';
import type { BrokerRequest } from '../gateway/broker.ts';

export interface MqttConnectSettings {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** 3 is MQTT 3.1, 4 is MQTT 3.1.1. */
  readonly mqttVersion: 3 | 4;
}

/** The CONNECT of an MQTT connection for one client. */
export function connectPacket(
  { clientId, clean, will }: BrokerRequest,
  { mqttVersion, username, password }: MqttConnectSettings,
  keepAliveS: number,
): Packet {
  return {
    cmd: 'connect',
    protocolId: protocolName(mqttVersion),
    protocolVersion: mqttVersion,
    clientId,
    clean,
    keepalive: keepAliveS,
    ...(will && { will }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password: Buffer.from(password) }),
  };
}
