import { onlyPlace, type Selection } from '../building/selection.ts';
import { isSensorKind, type SensorKind } from '../building/sensors.ts';
import { zoneOffsets } from '../building/zone-offset.ts';
import { controlCharacterFault } from '../mqtt-protocol/string.ts';
import { topicNameFault } from '../mqtt-protocol/topic.ts';
import { COLUMN_ROLES, type ColumnNames, type ColumnRole, type RecordingLayout } from '../replay/layout.ts';
import { DATE_ORDERS } from '../replay/time-reader.ts';
import { orList, ReadError, type Reader, readOneOf, readText } from '../text/reader.ts';
import type { Settings } from './option.ts';
import { flag, optional, repeated } from './values.ts';

type Column = readonly [what: ColumnRole | SensorKind, names: readonly string[]];

/** `time=fecha+hora,TEMP=Temperature` */
const readColumns: Reader<readonly Column[]> = (text) =>
  text.split(',').map((part): Column => {
    const [, what = '', names = ''] = /^([^=]+)=(.+)$/s.exec(part) ?? [];
    if (names === '')
      throw new ReadError(`use WHAT=NAME, such as time=timestamp,value=state: '${part}' is neither`);
    const role = COLUMN_ROLES.find((each) => each === what.trim().toLowerCase());
    if (role !== undefined) return [role, role === 'time' ? names.split('+') : [names]];
    const sensor = what.trim().toUpperCase();
    if (isSensorKind(sensor)) return [sensor, [names]];
    throw new ReadError(
      `there is no column '${what}': use ${orList(COLUMN_ROLES)}, or a sensor such as TEMP`,
    );
  });

/** `sensor.aula=BUILDING/P_2/O/4/TEMP`. The name may hold an equals sign; a topic seldom does. */
const readSeries: Reader<readonly [name: string, topic: string]> = (text) => {
  const at = text.lastIndexOf('=');
  const [name, topic] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1) throw new ReadError('use NAME=TOPIC, such as sensor.lab=BUILDING/P_2/O/4/TEMP');
  const fault = topicNameFault(topic) ?? controlCharacterFault(topic);
  if (fault) throw new ReadError(fault);
  return [name, topic];
};

const readZone: Reader<string> = (text) => {
  try {
    zoneOffsets(text);
    return text;
  } catch {
    throw new ReadError('use a time zone such as Europe/Madrid, or an offset such as +01:00');
  }
};

/** The layout of a recording that another program wrote. */
export const recordingOptions = {
  columns: repeated(
    {
      group: 'Recording',
      takes: 'WHAT=NAME,…',
      isRare: true,
      choices: COLUMN_ROLES.map((role) => `${role}=`),
      describe: 'names of columns: time=date+hour,value=state,unit=unit (repeatable)',
      more: `What: ${COLUMN_ROLES.join(', ')}; or a sensor such as TEMP, in the room of --floor, --wing and --room. The beginning of a name is enough, or the column's number.`,
    },
    readColumns,
  ),
  series: repeated(
    {
      group: 'Recording',
      takes: 'NAME=TOPIC',
      isRare: true,
      describe: 'topic of a column, or of an id in the column of topics (repeatable)',
    },
    readSeries,
  ),
  'date-order': optional(
    {
      group: 'Recording',
      takes: 'ORDER',
      isRare: true,
      choices: DATE_ORDERS,
      describe: 'dmy for 05/01/2026 as 5 January, mdy for 1 May, ymd',
    },
    readOneOf(DATE_ORDERS),
  ),
  'time-zone': optional(
    {
      group: 'Recording',
      takes: 'ZONE',
      shown: 'UTC',
      isRare: true,
      describe: 'of times without a zone: Europe/Madrid, +01:00',
    },
    readZone,
  ),
  missing: repeated(
    {
      group: 'Recording',
      takes: 'WORD',
      isRare: true,
      describe: 'a word for a missing value, such as -999 (repeatable)',
    },
    readText,
  ),
  sort: flag({ group: 'Recording', isRare: true, describe: 'sort the messages by time, in memory' }),
} as const;

/** The options that only a recording can have. */
export const RECORDING_OPTIONS = ['columns', 'series', 'date-order', 'time-zone', 'missing', 'sort'] as const;

/** The layout in the options. Readings without a place are at the place of the selection, if that is one. */
export function recordingLayout(
  settings: Settings<typeof recordingOptions>,
  selection: Selection,
): RecordingLayout {
  const columns: ColumnNames = new Map(settings.columns.flat());
  return {
    ...(columns.size > 0 && { columns }),
    series: new Map(settings.series),
    dateOrder: settings['date-order'],
    timeZone: settings['time-zone'],
    missing: new Set(settings.missing),
    isSorted: settings.sort,
    place: onlyPlace(selection),
  };
}
