/** The data sheet of every kind of sensor, one line a kind. */
export { CO2 } from './co2.ts';
export { HUM } from './hum.ts';
export { LUX } from './lux.ts';
export { PIR } from './pir.ts';
export { TEMP } from './temp.ts';
export { VIBR } from './vibr.ts';
