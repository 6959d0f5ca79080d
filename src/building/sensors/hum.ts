import type { DataSheet } from './data-sheet.ts';

/** Relative humidity of the air. Limits: 20 to 70 %RH is category III of EN 16798-1; mould grows beyond 80 %RH. */
export const HUM: DataSheet<'HUM'> = {
  kind: 'HUM',
  seed: 1,
  quantity: 'humidity',
  unit: '%RH',
  quantum: 0.04,
  range: [0, 100],
  keys: ['hum', 'humidity', 'humedad', 'umidade', 'umidità', 'umidita', 'relative humidity'],
  unitNames: ['%rh', '%', '% rh', 'rh', '%hr', '% hr', 'pct', 'percent', 'por ciento'],
  foreignUnits: [{ names: ['/', '1', 'ratio'], toOwn: (ratio) => ratio * 100 }],
  senml: { unit: '%RH', ownUnits: 1 },
  homeAssistant: { component: 'sensor', deviceClass: 'humidity', unit: '%' },
  limits: [
    { side: 'above', value: 80, level: 'critical' },
    { side: 'above', value: 70, level: 'high' },
    { side: 'below', value: 15, level: 'critical' },
    { side: 'below', value: 20, level: 'low' },
  ],
  deadband: { units: 2 },
  // No room is at 0 %RH. Air at 100 %RH is possible, so the code 100 is no sentinel.
  sentinels: [0, 655.35],
  errorCodes: [655.32, 100, 0],
  errors: { bias: 1.2, noise: 0.024, relativeNoise: 0 },
  uniformRange: [20, 80],
  faults: {
    offset: [5, 15],
    driftPerDay: [1, 3],
    saturated: [90, 100],
    saturatedScatter: 0.01,
    noiseBurst: [10, 50],
  },
};
