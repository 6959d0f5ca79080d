/** The keys of a measurement in a record, in the order of CSV: the sensor's address, its value and unit. */
export const MEASUREMENT_COLUMNS = ['building', 'floor', 'wing', 'room', 'sensor', 'value', 'unit'] as const;

/** The first keys in the record of a breach or an alarm's event, in the order of CSV. */
export const ALARM_COLUMNS: readonly string[] = [
  'type',
  'state',
  'level',
  ...MEASUREMENT_COLUMNS,
  'limit',
  'time',
  'topic',
];
