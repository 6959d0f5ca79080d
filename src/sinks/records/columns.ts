/** The keys of a measurement in a record, in the order of CSV: the sensor's address, its value and unit. */
export const MEASUREMENT_COLUMNS = ['building', 'floor', 'wing', 'room', 'sensor', 'value', 'unit'] as const;

/** The keys that begin the record of every alarm, in the order of CSV: a breach's, or an event's. */
export const ALARM_COLUMNS: readonly string[] = [
  'type',
  'state',
  'level',
  ...MEASUREMENT_COLUMNS,
  'limit',
  'time',
  'topic',
];
