/** The model of every kind of sensor, under the name of the kind, one line a kind. */
export { CO2_MODEL as CO2 } from './co2.ts';
export { HUM_MODEL as HUM } from './hum.ts';
export { LUX_MODEL as LUX } from './lux.ts';
export { PIR_MODEL as PIR } from './pir.ts';
export { TEMP_MODEL as TEMP } from './temp.ts';
export { VIBR_MODEL as VIBR } from './vibr.ts';
