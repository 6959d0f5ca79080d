import type { DataSheet } from './data-sheet.ts';

/** Illuminance. Limits: more than 2000 lx is direct sun; more than 10,000 lx is a failed blind. */
export const LUX: DataSheet<'LUX'> = {
  kind: 'LUX',
  seed: 2,
  quantity: 'luminosity',
  unit: 'lx',
  quantum: 1,
  range: [0, 120_000],
  keys: ['lux', 'luminosity', 'illuminance', 'light', 'luminosidad', 'iluminancia', 'luz'],
  unitNames: ['lx', 'lux', 'lm/m2'],
  foreignUnits: [
    { names: ['klx', 'klux'], toOwn: (kilolux) => kilolux * 1000 },
    { names: ['fc', 'ftc'], toOwn: (footcandles) => footcandles * 10.7639 },
  ],
  senml: { unit: 'lx', ownUnits: 1 },
  homeAssistant: { component: 'sensor', deviceClass: 'illuminance', unit: 'lx' },
  limits: [
    { side: 'above', value: 10_000, level: 'critical' },
    { side: 'above', value: 2000, level: 'high' },
  ],
  deadband: { share: 0.1 },
  sentinels: [65_535],
  errorCodes: [65_535],
  errors: { bias: 0, noise: 0, relativeNoise: 0.005 },
  uniformRange: [0, 1000],
  faults: {
    offset: [50, 300],
    driftPerDay: 'none',
    saturated: [2300, 4000],
    saturatedScatter: 0.04,
    noiseBurst: [10, 50],
  },
};
