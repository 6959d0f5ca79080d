import type { DataSheet } from './data-sheet.ts';

/**
 * A passive infrared detector: 1 for an occupied room, 0 for an empty room. The detector has no noise and no limits.
 */
export const PIR: DataSheet<'PIR'> = {
  kind: 'PIR',
  seed: 5,
  quantity: 'occupancy',
  unit: '/',
  quantum: 1,
  range: [0, 1],
  keys: ['pir', 'occupancy', 'presence', 'motion', 'ocupación', 'ocupacion', 'presencia', 'movimiento'],
  unitNames: ['/', '1', 'ratio', 'bool', 'boolean'],
  foreignUnits: [],
  // The ratio is SenML's unit of a switch: 0 for off, 1 for on (RFC 8428 §12.1).
  senml: { unit: '/', ownUnits: 1 },
  homeAssistant: { component: 'binary_sensor', deviceClass: 'occupancy' },
  limits: [],
  deadband: { units: 0 },
  sentinels: [255],
  // A byte with all bits set.
  errorCodes: [255],
  errors: { bias: 0, noise: 0, relativeNoise: 0 },
  uniformRange: [0, 1],
  faults: { offset: 'none', driftPerDay: 'none', saturated: [1, 1], saturatedScatter: 0, noiseBurst: 'none' },
};
