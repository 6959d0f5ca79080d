/**
 * The clocks of a zone minus UTC, in milliseconds, by the moment; daylight saving included. A zone is a name of the
 * IANA database such as `Europe/Madrid`, or an offset such as `+01:00`. A call takes microseconds: ask rarely. Throws
 * RangeError for an unknown zone.
 */
export function zoneOffsets(zone: string): (timeMs: number) => number {
  const offset = /^([+-])(\d\d):([0-5]\d)$/.exec(zone);
  if (offset) {
    const offsetMs = signedMs(offset);
    if (Math.abs(offsetMs) > FURTHEST) throw new RangeError(`no clock is ${zone} from UTC`);
    return () => offsetMs;
  }
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  return (timeMs) => {
    // `GMT`, `GMT+05:30` or, from the days of local times, `GMT+00:49:56`.
    const match = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(format.format(timeMs));
    return match ? signedMs(match) : 0;
  };
}

const SECOND = 1000;
const FURTHEST = 14 * 3600 * SECOND;

function signedMs([, sign, hours, minutes, seconds = '0']: readonly (string | undefined)[]): number {
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * SECOND;
  return sign === '-' ? -ms : ms;
}
