import type { PayloadShape } from './shape.ts';

/** The periodic `SENSOR` message, with a chip for each group of quantities. Its time is local and has no zone. */
export const TASMOTA: PayloadShape = {
  name: 'tasmota',
  describe: "Tasmota's tele/…/SENSOR",
  topic: 'tele/{building}_{floor}{wing}{room}/SENSOR',
  payload:
    '{"Time":"{time_local}","SI7021":{"Temperature":{TEMP},"Humidity":{HUM}},"BH1750":{"Illuminance":{LUX}},"MHZ19B":{"CarbonDioxide":{CO2}},"PIR":{"Occupancy":{PIR}},"ADXL345":{"Vibration":{VIBR}},"TempUnit":"C"}',
};
