import type { PayloadShape } from './shape.ts';

/** The data message of a Sparkplug device in JSON. Sparkplug B itself is in Protocol Buffers. */
export const SPARKPLUG: PayloadShape = {
  name: 'sparkplug-json',
  describe: "Sparkplug's DDATA, in JSON",
  topic: 'spBv1.0/{building}/DDATA/{floor}/{wing}{room}',
  payload:
    '{"timestamp":{time_ms},"metrics":[{"name":"temperature","dataType":"Double","value":{TEMP}},{"name":"humidity","dataType":"Double","value":{HUM}},{"name":"illuminance","dataType":"Double","value":{LUX}},{"name":"co2","dataType":"Double","value":{CO2}},{"name":"occupancy","dataType":"Double","value":{PIR}},{"name":"vibration","dataType":"Double","value":{VIBR}}],"seq":{seq}}',
};
