import { describe, expect, it } from 'vitest';
import type { Address } from '../../src/building/address.ts';
import { SENSOR_KINDS } from '../../src/building/sensors.ts';
import { CBOR } from '../../src/payload/cbor.ts';
import type { PayloadFormat } from '../../src/payload/format.ts';
import { discoveryMessage, discoveryTopic } from '../../src/payload/home-assistant.ts';
import { JSON_FORMAT } from '../../src/payload/json.ts';
import { SENML_CBOR, SENML_JSON } from '../../src/payload/senml.ts';

const address: Address = { building: 'BUILDING', floor: 2, wing: 'O', room: 4, sensor: 'TEMP' };

const NO_AVAILABILITY = { topic: undefined, expireAfterS: undefined };

describe('discoveryMessage', () => {
  it('describes a sensor and its room', () => {
    const { topic, config } = configOf(address, 'MIOT/jane');
    expect(topic).toBe('homeassistant/sensor/MIOT_jane_BUILDING_P2_O_4_TEMP/config');
    expect(config).toEqual({
      name: 'Temperature',
      unique_id: 'MIOT_jane_BUILDING_P2_O_4_TEMP',
      state_topic: 'MIOT/jane/BUILDING/P_2/O/4/TEMP',
      value_template: '{{ value_json.value }}',
      device_class: 'temperature',
      unit_of_measurement: '°C',
      state_class: 'measurement',
      device: {
        identifiers: ['MIOT_jane_BUILDING_P2_O_4'],
        name: 'BUILDING floor 2 wing O room 4',
        manufacturer: 'building-sim',
        model: 'simulated room',
      },
      origin: { name: 'building-sim' },
    });
  });

  it.each([
    ['HUM', 'humidity', '%'],
    ['LUX', 'illuminance', 'lx'],
    ['VIBR', 'speed', 'mm/s'],
    ['CO2', 'carbon_dioxide', 'ppm'],
  ] as const)('gives %s its class and unit', (sensor, device_class, unit_of_measurement) => {
    const { config } = configOf({ ...address, sensor });
    expect(config).toMatchObject({ device_class, unit_of_measurement });
  });

  it.each([
    ['LUX', '{{ value_json[0].v }}'],
    ['VIBR', '{{ (value_json[0].v * 1000) | round(6) }}'],
    ['CO2', '{{ (value_json[0].v * 1000000) | round(6) }}'],
    ['PIR', '{{ value_json[0].v }}'],
  ] as const)('reads %s out of SenML in the unit it announces', (sensor, value_template) => {
    expect(configOf({ ...address, sensor }, undefined, SENML_JSON).config).toMatchObject({ value_template });
  });

  it('says where its client is online, and when a silent sensor is gone', () => {
    const availability = { topic: 'BUILDING/P_2/O/4/status', expireAfterS: 30 };
    const message = discoveryMessage(address, undefined, JSON_FORMAT, availability);
    const config = JSON.parse(message?.payload ?? '');
    expect(config).toMatchObject({ availability_topic: availability.topic, expire_after: 30 });
    expect(discoveryTopic(address, undefined)).toBe(message?.topic);
  });

  it('gives PIR as a binary sensor, which has two payloads and neither a unit nor statistics', () => {
    const { topic, config } = configOf({ ...address, sensor: 'PIR' });
    expect(topic).toBe('homeassistant/binary_sensor/BUILDING_P2_O_4_PIR/config');
    expect(config).toMatchObject({ device_class: 'occupancy', payload_on: '1', payload_off: '0' });
    expect(config).not.toHaveProperty('unit_of_measurement');
    expect(config).not.toHaveProperty('state_class');
  });

  it.each([CBOR, SENML_CBOR])('is not there for $name, which Home Assistant cannot read', (format) => {
    expect(discoveryMessage(address, undefined, format, NO_AVAILABILITY)).toBeUndefined();
  });

  it('puts nothing in a topic that Home Assistant would refuse, and no two sensors in one', () => {
    const buildings = [
      'BUILDING',
      'my building',
      'my_building',
      'my-building',
      'my-20building',
      'Málaga',
      '名',
    ];
    const topics = buildings
      .flatMap((building) => [-1, 1, 11].map((floor) => ({ ...address, building, floor })))
      .flatMap((place) => SENSOR_KINDS.map((sensor) => ({ ...place, sensor })))
      .flatMap((place) => [undefined, 'a', 'a/b', 'a_b', ''].map((prefix) => configOf(place, prefix).topic));
    for (const topic of topics)
      expect(topic).toMatch(/^homeassistant\/(sensor|binary_sensor)\/[a-zA-Z0-9_-]+\/config$/);
    expect(new Set(topics).size).toBe(topics.length);
  });
});

function configOf(place: Address, prefix?: string, format: PayloadFormat = JSON_FORMAT) {
  const message = discoveryMessage(place, prefix, format, NO_AVAILABILITY);
  if (message === undefined) throw new Error('no message');
  return { topic: message.topic, config: JSON.parse(message.payload) as unknown };
}
