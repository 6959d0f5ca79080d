import { placeTopic } from '../../building/client-level.ts';
import type { SensorKind } from '../../building/sensors.ts';
import type { PayloadFormat } from '../../payload/format.ts';
import type { PayloadTemplate } from '../../payload/template/template.ts';

/**
 * A payload template as a format. A message of a room has the newest values of the room's sensors, as gateways such as
 * Zigbee2MQTT send them: a sensor that has not reported yet is left out.
 */
export function templateFormat({ name, kinds, write }: PayloadTemplate): PayloadFormat {
  const rooms = new Map<string, Map<SensorKind, number>>();
  return {
    name,
    contentType: 'application/json',
    describe: 'a payload of another program',
    encode: (reading) => {
      const { address, value } = reading;
      if (kinds === undefined) return write(reading, new Map());
      const room = placeTopic(address, 'room');
      const values = rooms.get(room) ?? new Map<SensorKind, number>();
      rooms.set(room, values.set(address.sensor, value));
      return write(reading, values);
    },
  };
}
