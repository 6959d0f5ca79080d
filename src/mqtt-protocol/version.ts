/** The protocol level of CONNECT: 3 is MQTT 3.1, 4 is MQTT 3.1.1, 5 is MQTT 5.0. */
export type MqttVersion = 3 | 4 | 5;

/** The protocol name of CONNECT. [MQTT-3.1.2-1] */
export function protocolName(version: MqttVersion): 'MQIsdp' | 'MQTT' {
  return version === 3 ? 'MQIsdp' : 'MQTT';
}

/** The version as people call it. */
export const VERSION_WORDS: Readonly<Record<MqttVersion, string>> = {
  3: 'MQTT 3.1',
  4: 'MQTT 3.1.1',
  5: 'MQTT 5.0',
};

/** The version of a CONNECT; undefined if MQTT has no such pair of name and level. */
export function versionOf(name: string, level: number): MqttVersion | undefined {
  if (name === 'MQIsdp') return level === 3 ? 3 : undefined;
  return name === 'MQTT' && (level === 4 || level === 5) ? level : undefined;
}
