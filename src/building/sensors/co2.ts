import type { DataSheet } from './data-sheet.ts';

/**
 * Carbon dioxide of the air, as an NDIR sensor measures it. Limits: 1400 ppm is the end of moderate air (IDA 3 of
 * EN 13779), and above 2000 ppm air is no longer acceptable to the German committee on indoor guide values.
 */
export const CO2: DataSheet<'CO2'> = {
  kind: 'CO2',
  seed: 4,
  quantity: 'carbon dioxide',
  unit: 'ppm',
  quantum: 1,
  range: [0, 10_000],
  keys: ['co2', 'carbon dioxide', 'carbon_dioxide', 'dióxido de carbono', 'dioxido_de_carbono'],
  unitNames: ['ppm', 'ppmv', 'partes por millón'],
  foreignUnits: [
    { names: ['ppb'], toOwn: (perBillion) => perBillion / 1000 },
    { names: ['%', 'vol%', 'percent', 'por ciento'], toOwn: (percent) => percent * 10_000 },
    { names: ['/', '1', 'ratio'], toOwn: (ratio) => ratio * 1e6 },
  ],
  // Packs of version 10 must not use `ppm`, a secondary unit of RFC 8798. The primary unit is the ratio.
  senml: { unit: '/', ownUnits: 1e6 },
  homeAssistant: { component: 'sensor', deviceClass: 'carbon_dioxide', unit: 'ppm' },
  limits: [
    { side: 'above', value: 2000, level: 'critical' },
    { side: 'above', value: 1400, level: 'high' },
  ],
  deadband: { units: 100 },
  // No air is without carbon dioxide.
  sentinels: [0, 65_535],
  errorCodes: [65_535, 0],
  errors: { bias: 20, noise: 2, relativeNoise: 0.003 },
  uniformRange: [400, 2000],
  faults: {
    offset: [50, 300],
    driftPerDay: [10, 40],
    saturated: [2500, 5000],
    saturatedScatter: 0.01,
    noiseBurst: [10, 50],
  },
};
