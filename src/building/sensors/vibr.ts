import type { DataSheet } from './data-sheet.ts';

/**
 * Vibration: the velocity of the floor, RMS over a minute. Limits: 0.8 mm/s is ISO's criterion for workshops, 3.5 mm/s
 * is about 5 mm/s peak (DIN 4150-3). Accelerations (`g`, `m/s2`) are no units here: the conversion would need a
 * frequency.
 */
export const VIBR: DataSheet<'VIBR'> = {
  kind: 'VIBR',
  seed: 3,
  quantity: 'vibration',
  unit: 'mm/s',
  quantum: 0.01,
  range: [0, 100],
  keys: ['vibr', 'vibration', 'vib', 'vibración', 'vibracion'],
  unitNames: ['mm/s'],
  foreignUnits: [
    { names: ['m/s'], toOwn: (metres) => metres * 1000 },
    { names: ['cm/s'], toOwn: (centimetres) => centimetres * 10 },
    { names: ['um/s', 'µm/s', 'μm/s'], toOwn: (micrometres) => micrometres * 0.001 },
    { names: ['in/s', 'ips'], toOwn: (inches) => inches * 25.4 },
  ],
  // `mm/s` is in neither of SenML's registries.
  senml: { unit: 'm/s', ownUnits: 1000 },
  // Home Assistant has no class for vibration. A velocity in mm/s is a speed to it.
  homeAssistant: { component: 'sensor', deviceClass: 'speed', unit: 'mm/s' },
  limits: [
    { side: 'above', value: 3.5, level: 'critical' },
    { side: 'above', value: 0.8, level: 'high' },
  ],
  deadband: { share: 0.2 },
  sentinels: [655.35, 65_535],
  errorCodes: [327.67, 99.99],
  errors: { bias: 0, noise: 0.002, relativeNoise: 0.03 },
  uniformRange: [0, 1],
  faults: {
    offset: [0.1, 1],
    driftPerDay: 'none',
    saturated: [4, 12],
    saturatedScatter: 0.01,
    noiseBurst: [10, 50],
  },
};
