import type { PayloadShape } from './shape.ts';

/** The state of a device under its friendly name. */
export const ZIGBEE2MQTT: PayloadShape = {
  name: 'zigbee2mqtt',
  describe: 'Zigbee2MQTT, a device a room',
  topic: 'zigbee2mqtt/{building}_{floor}{wing}{room}',
  payload:
    '{"battery":97,"linkquality":120,"temperature":{TEMP},"humidity":{HUM},"illuminance":{LUX},"co2":{CO2},"occupancy":{PIR},"vibration_speed":{VIBR}}',
};
