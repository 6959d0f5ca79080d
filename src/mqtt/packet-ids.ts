import type { IClientOptions } from 'mqtt';

/** Packet identifiers from here on belong to Qos01Sender, the identifiers below to mqtt.js. */
export const MIN_SENDER_ID = 0x8000;
/** [MQTT-2.2.1] */
export const MAX_PACKET_ID = 0xffff;

/** Gives mqtt.js its packet identifiers in turn, 1 to `MIN_SENDER_ID - 1`. */
export function mqttJsPacketIds(): NonNullable<IClientOptions['messageIdProvider']> {
  let last = 0;
  return {
    allocate: () => {
      last = (last % (MIN_SENDER_ID - 1)) + 1;
      return last;
    },
    getLastAllocated: () => last,
    register: () => true,
    deallocate: () => {},
    clear: () => {},
  };
}
