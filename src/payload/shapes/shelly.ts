import type { PayloadShape } from './shape.ts';

/** The full status that devices of the second generation send as an RPC notification. */
export const SHELLY: PayloadShape = {
  name: 'shelly',
  describe: "Shelly's NotifyFullStatus",
  topic: 'shelly_{building}_{floor}{wing}{room}/events/rpc',
  payload:
    '{"src":"shelly_{building}_{floor}{wing}{room}","dst":"shelly_{building}_{floor}{wing}{room}/events","method":"NotifyFullStatus","params":{"ts":{time_s},"temperature:0":{"id":0,"tC":{TEMP},"tF":{TEMP:F}},"humidity:0":{"id":0,"rh":{HUM}},"illuminance:0":{"id":0,"lux":{LUX}},"co2:0":{"id":0,"ppm":{CO2}},"motion:0":{"id":0,"state":{PIR}},"vibration:0":{"id":0,"speed":{VIBR}}}}',
};
