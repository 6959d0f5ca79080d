import type { PayloadShape } from './shape.ts';

/** Telemetry with a time stamp, under a topic a device, as a device profile of ThingsBoard may ask for. */
export const THINGSBOARD: PayloadShape = {
  name: 'thingsboard',
  describe: "ThingsBoard's telemetry with ts and values",
  topic: 'v1/devices/{building}_{floor}{wing}{room}/telemetry',
  payload:
    '{"ts":{time_ms},"values":{"temperature":{TEMP},"humidity":{HUM},"illuminance":{LUX},"co2":{CO2},"occupancy":{PIR},"vibration":{VIBR}}}',
};
