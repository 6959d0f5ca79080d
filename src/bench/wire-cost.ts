/** The packets and bytes of one reading between publisher and broker, in both directions, without TCP/IP and TLS. */
export interface WireCost {
  readonly packets: number;
  /** The acknowledgements among the packets: PUBACK; PUBREC, PUBREL and PUBCOMP. */
  readonly acknowledgements: number;
  readonly bytes: number;
}

export interface WireMessage {
  readonly qos: -1 | 0 | 1 | 2;
  /** All in bytes. */
  readonly topic: number;
  readonly payload: number;
  readonly contentType: number;
}

const ACKNOWLEDGEMENTS = { '-1': 0, 0: 0, 1: 1, 2: 3 } as const;

/** MQTT 3.1.1 §3.3 to §3.7; MQTT 5 adds the properties: a length, and the Content Type that publish sends. */
export function mqttWireCost(message: WireMessage, version: 3 | 4 | 5): WireCost {
  const acknowledgements = ACKNOWLEDGEMENTS[message.qos];
  const properties = version === 5 ? 1 + (message.contentType > 0 ? 3 + message.contentType : 0) : 0;
  const remaining = 2 + message.topic + (message.qos > 0 ? 2 : 0) + properties + message.payload;
  return {
    packets: 1 + acknowledgements,
    acknowledgements,
    bytes: 1 + lengthBytes(remaining) + remaining + 4 * acknowledgements,
  };
}

/** MQTT-SN 1.2 §5.4.12 to §5.4.14, with a registered topic: the topic takes two bytes. */
export function mqttSnWireCost({ qos, payload }: WireMessage): WireCost {
  const acknowledgements = ACKNOWLEDGEMENTS[qos];
  const length = 7 + payload;
  const puback = 7;
  const handshake = 3 * 4;
  return {
    packets: 1 + acknowledgements,
    acknowledgements,
    bytes: (length > 255 ? length + 2 : length) + (qos === 1 ? puback : qos === 2 ? handshake : 0),
  };
}

function lengthBytes(remaining: number): number {
  if (remaining < 128) return 1;
  if (remaining < 16_384) return 2;
  return remaining < 2_097_152 ? 3 : 4;
}
