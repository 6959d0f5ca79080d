import type { DataSheet } from './data-sheet.ts';

/**
 * Air temperature. Limits: ASHRAE TC 9.9 recommends 18 to 27 °C; 16 and 30 °C are the usual minimum of workplaces and
 * the usual action step.
 */
export const TEMP: DataSheet<'TEMP'> = {
  kind: 'TEMP',
  seed: 0,
  quantity: 'temperature',
  unit: 'Cel',
  quantum: 0.01,
  range: [-40, 85],
  keys: ['temp', 'temperature', 'temperatura'],
  unitNames: [
    'cel',
    '°c',
    'ºc',
    '℃',
    'c',
    'degc',
    '*c',
    '°',
    'º',
    'celsius',
    'centígrados',
    'grados',
    'grados celsius',
  ],
  foreignUnits: [
    {
      names: ['[degf]', '°f', 'ºf', '℉', 'f', 'degf', '*f', 'fahrenheit', 'grados fahrenheit'],
      toOwn: (fahrenheit) => ((fahrenheit - 32) * 5) / 9,
    },
    { names: ['k', 'kelvin'], toOwn: (kelvin) => kelvin - 273.15 },
  ],
  senml: { unit: 'Cel', ownUnits: 1 },
  homeAssistant: { component: 'sensor', deviceClass: 'temperature', unit: '°C' },
  limits: [
    { side: 'above', value: 30, level: 'critical' },
    { side: 'above', value: 27, level: 'high' },
    { side: 'below', value: 16, level: 'critical' },
    { side: 'below', value: 18, level: 'low' },
  ],
  deadband: { units: 0.5 },
  // The full scale and the power-on value of common chips.
  sentinels: [-40, 85, 655.35],
  errorCodes: [655.35, -40, 85],
  errors: { bias: 0.15, noise: 0.004, relativeNoise: 0 },
  uniformRange: [10, 30],
  faults: {
    offset: [0.5, 3],
    driftPerDay: [0.1, 1],
    saturated: [40, 70],
    saturatedScatter: 0.01,
    noiseBurst: [10, 50],
  },
};
