/** The first bytes of the records that `alarm --publish` puts below its prefix. */
const STARTS = ['{"state":"', '{"type":"alarm"'].map((text) =>
  [...text].map((letter) => letter.charCodeAt(0)),
);

/** True for the record of an alarm. Its topic ends in that of a sensor, but it is no reading. */
export function isAlarmRecord(payload: Uint8Array): boolean {
  return STARTS.some((start) => start.every((code, i) => payload[i] === code));
}
