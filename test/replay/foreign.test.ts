// Tests src/replay/ with recordings as other programs write them, through recording.ts.
import { describe, expect, it } from 'vitest';
import type { RecordingLayout } from '../../src/replay/layout.ts';
import type { Recorded } from '../../src/replay/recorded.ts';
import { readRecording } from '../../src/replay/recording.ts';

const ROOM = { floor: 3, wing: 'S', room: 7 } as const;
const TEMP = 'BUILDING/P_3/S/7/TEMP';
const HUM = 'BUILDING/P_3/S/7/HUM';
const LUX = 'BUILDING/P_3/S/7/LUX';
const NINE = Date.parse('2026-02-03T09:00:00Z');

interface Row {
  readonly name: string;
  readonly text: string;
  readonly layout?: RecordingLayout;
  /** Seconds after nine, topic, and the value or the payload. */
  readonly expected: readonly (readonly [seconds: number, topic: string, content: number | string])[];
}

const ROWS: readonly Row[] = [
  {
    name: 'mosquitto_sub -F %j',
    text: `{"tst":"2026-02-03T10:00:00.250000Z+0100","topic":"${TEMP}","qos":1,"retain":1,"payloadlen":4,"mid":3,"payload":"20.5"}`,
    expected: [[0.25, TEMP, '20.5']],
  },
  {
    name: 'mosquitto_sub -F %J, objects and texts',
    text: [
      `{"tst":"2026-02-03T09:00:00.000000Z+0000","topic":"${TEMP}","qos":0,"retain":0,"payloadlen":15,"payload":{"value":20.5}}`,
      `{"tst":"2026-02-03T09:00:01.000000Z+0000","topic":"lamp","qos":0,"retain":0,"payloadlen":4,"payload":"on"}`,
      `{"tst":"2026-02-03T09:00:02.000000Z+0000","topic":"lamp","qos":0,"retain":0,"payloadlen":2,"payload":"on"}`,
      `{"tst":"2026-02-03T09:00:03.000000Z+0000","topic":"lamp","qos":0,"retain":0,"payloadlen":4,"payload":null}`,
      `{"tst":"2026-02-03T09:00:04.000000Z+0000","topic":"lamp","qos":0,"retain":1,"payloadlen":0,"payload":null}`,
    ].join('\n'),
    expected: [
      [0, TEMP, '{"value":20.5}'],
      [1, 'lamp', '"on"'],
      [2, 'lamp', 'on'],
      [3, 'lamp', 'null'],
      [4, 'lamp', ''],
    ],
  },
  {
    name: 'mosquitto_sub -F %U %t %p',
    text: `1770109200.250000000 ${TEMP} {"value": 20.5, "unit": "C"}\r\n1770109201.000000000 lamp on, or off\r\n1770109202.0 empty \r\n`,
    expected: [
      [0.25, TEMP, '{"value": 20.5, "unit": "C"}'],
      [1, 'lamp', 'on, or off'],
      [2, 'empty', ''],
    ],
  },
  {
    name: 'mosquitto_sub -F %I %t %p, one line',
    text: '2026-02-03T10:00:00+0100 lab/t 20.5',
    layout: { series: new Map([['lab/t', TEMP]]) },
    expected: [[0, TEMP, '20.5']],
  },
  {
    name: 'a table below a title with a slash',
    text: `lab/room 4 north\ntime,${TEMP}\n2026-02-03T09:00:00Z,20.5`,
    expected: [[0, TEMP, 20.5]],
  },
  {
    name: 'mqtt_recorder',
    text: `topic,payload,qos,retain,timestamp,time_delta\n${TEMP},MjAuNQ==,2,1,1770109200.5,0\na/b,,0,0,1770109201.5,1.0`,
    expected: [
      [0.5, TEMP, '20.5'],
      [1.5, 'a/b', ''],
    ],
  },
  {
    name: 'Home Assistant',
    text: 'entity_id,state,last_changed\nsensor.lab_t,20.5,2026-02-03T09:00:00.000Z\nsensor.lab_b,97,2026-02-03T09:00:01.000Z\nsensor.lab_t,unknown,2026-02-03T09:00:02.000Z\nsensor.lab_t,21,2026-02-03T09:00:03.000Z',
    layout: { series: new Map([['sensor.lab_t', TEMP]]) },
    expected: [
      [0, TEMP, 20.5],
      [3, TEMP, 21],
    ],
  },
  {
    name: 'Home Assistant, one sensor, columns named by hand',
    text: 'entity_id,state,last_changed\nsensor.lab_t,20.5,2026-02-03T09:00:00.000Z',
    layout: {
      columns: new Map([
        ['time', ['last_changed']],
        ['value', ['state']],
        ['topic', ['entity_id']],
      ]),
      series: new Map([['sensor.lab_t', TEMP]]),
    },
    expected: [[0, TEMP, 20.5]],
  },
  {
    name: 'Grafana, with units in the fields',
    text: `sep=;\n"Time";"${TEMP}"\n2026-02-03 09:00:00;20,5 °C\n2026-02-03 09:00:01;69,8 °F`,
    expected: [
      [0, TEMP, 20.5],
      [1, TEMP, 21],
    ],
  },
  {
    name: 'Grafana, series by their own names',
    text: '"Time","lab","hall"\n2026-02-03 09:00:00,20.5,\n',
    layout: { series: new Map([['lab', TEMP]]) },
    expected: [[0, TEMP, 20.5]],
  },
  {
    name: 'InfluxDB, several tables, fields of one message',
    text: [
      '#group,false,false,true,true',
      '#datatype,string,long,dateTime:RFC3339,double,string,string',
      '#default,_result,,,,,',
      ',result,table,_time,_value,_field,topic',
      `,,0,2026-02-03T09:00:00Z,20.5,value,${TEMP}`,
      `,,1,2026-02-03T09:00:00Z,17,seq,${TEMP}`,
      '',
      '#group,false,false,true,true',
      '#datatype,string,long,dateTime:RFC3339,double,string,string',
      '#default,_result,,,,,',
      ',result,table,_field,topic,_time,_value',
      `,,2,temperature_F,${TEMP},2026-02-03T09:00:01Z,69.8`,
    ].join('\r\n'),
    expected: [
      [0, TEMP, 20.5],
      [1, TEMP, 21],
    ],
  },
  {
    name: "UCI's occupancy data: R's row names, quantities as columns",
    text: '"date","Temperature","Humidity","Light","HumidityRatio"\n"140","2026-02-03 09:00:00",20.5,41,300,0.004\n"141","2026-02-03 09:00:01",20.5,42,301,0.004',
    layout: { place: ROOM },
    expected: [
      [0, TEMP, 20.5],
      [0, HUM, 41],
      [0, LUX, 300],
      [1, TEMP, 20.5],
      [1, HUM, 42],
      [1, LUX, 301],
    ],
  },
  {
    name: 'HOBO, zone and units in the names',
    text: '"Plot Title: lab"\n"#","Date Time, GMT+01:00","Temp, °F (LGR S/N: 1, SEN S/N: 1)","RH, %"\n1,02/03/26 10:00:00 AM,68.9,45',
    layout: { place: ROOM, dateOrder: 'mdy' },
    expected: [
      [0, TEMP, 20.5],
      [0, HUM, 45],
    ],
  },
  {
    name: 'HOBO with tabs',
    text: 'Date Time\tTemperature (*C) c:1\tRH (%) c:3\n02/03/26 09:00:00.0\t20.5\t45',
    layout: { place: ROOM, dateOrder: 'mdy' },
    expected: [
      [0, TEMP, 20.5],
      [0, HUM, 45],
    ],
  },
  {
    name: 'a Spanish table with a date and an hour',
    text: 'fecha;hora;temperatura;humedad\n03/02/2026;09:00:00;20,5;45',
    layout: { place: ROOM, dateOrder: 'dmy' },
    expected: [
      [0, TEMP, 20.5],
      [0, HUM, 45],
    ],
  },
  {
    name: 'columns by name, beginning and number',
    text: 'day,clock,t1 (lab),wet,other\n2026-02-03,09:00,20.5,45,x',
    layout: {
      place: ROOM,
      columns: new Map([
        ['time', ['day', '2']],
        ['TEMP', ['t1']],
        ['HUM', ['WET']],
      ]),
    },
    expected: [
      [0, TEMP, 20.5],
      [0, HUM, 45],
    ],
  },
  {
    name: 'rooms in columns, quantities in columns',
    text: 'time,floor,wing,room,temperature\n2026-02-03 09:00,3,S,7,20.5\n2026-02-03 09:00,3,W,1,21',
    layout: { place: { building: 'EPS' } },
    expected: [
      [0, 'EPS/P_3/S/7/TEMP', 20.5],
      [0, 'EPS/P_3/O/1/TEMP', 21],
    ],
  },
  {
    name: 'newest first, sorted',
    text: `time,topic,value\n2026-02-03 09:05,${TEMP},2\n2026-02-03 09:00,${TEMP},1`,
    layout: { isSorted: true },
    expected: [
      [0, TEMP, 1],
      [300, TEMP, 2],
    ],
  },
  {
    name: 'numbers with marks for thousands',
    text: `time;topic;value\n2026-02-03 09:00;${LUX};1.234,5\n2026-02-03 09:01;${LUX};1,234.5\n2026-02-03 09:02;${LUX};12.345.678,5`,
    expected: [
      [0, LUX, 1234.5],
      [60, LUX, 1234.5],
      [120, LUX, 12_345_678.5],
    ],
  },
  {
    name: "a logger's own word for a missing value",
    text: `time,topic,value\n2026-02-03 09:00,${TEMP},-999\n2026-02-03 09:01,${TEMP},20.5\n2026-02-03 09:02,${TEMP},Error`,
    layout: { missing: new Set(['-999']) },
    expected: [[60, TEMP, 20.5]],
  },
  {
    name: "JSON lines with keys of one's own",
    text: `{"when":1770109200,"where":"lab","what":20.5}`,
    layout: {
      columns: new Map([
        ['time', ['when']],
        ['topic', ['where']],
        ['value', ['what']],
      ]),
      series: new Map([['lab', TEMP]]),
    },
    expected: [[0, TEMP, 20.5]],
  },
];

describe('a recording of another program', () => {
  it.each(ROWS)('$name', async ({ text, layout, expected }) => {
    expect((await recording(text, layout)).map(essence)).toEqual(expected);
  });

  it('keeps QoS and retain', async () => {
    const facts = async (text: string) => (await recording(text)).map(({ qos, retain }) => [qos, retain]);
    const recorder =
      'topic,payload,qos,retain,timestamp,time_delta\na,MQ==,2,1,1770109200,0\na,MQ==,0,0,1770109200,0';
    expect(await facts(recorder)).toEqual([
      [2, true],
      [0, false],
    ]);
    expect(
      await facts('{"tst":1770109200,"topic":"a","qos":1,"retain":1,"payloadlen":1,"payload":"1"}'),
    ).toEqual([[1, true]]);
  });

  it('may be in UTF-16, with its mark', async () => {
    const bytes = Buffer.from(`\ufefftime\ttopic\tvalue\n2026-02-03 09:00\t${TEMP}\t20,5`, 'utf16le');
    const recorded: Recorded[] = [];
    for await (const each of readRecording([bytes.subarray(0, 31), bytes.subarray(31)], {
      source: 'recording',
    }))
      recorded.push(each);
    expect(recorded.map(essence)).toEqual([[0, TEMP, 20.5]]);
  });

  it('counts the missing values, and tells the columns that nobody reads', async () => {
    let passedOver = 0;
    const notes: string[] = [];
    const text = 'time,temperature,dew,humidity\n2026-02-03,20,1,NaN\n2026-02-03,unavailable,1,45';
    await recording(
      text,
      { place: ROOM },
      { onPassedOver: () => passedOver++, onNote: (note) => notes.push(note) },
    );
    expect(passedOver).toBe(2);
    expect(notes).toEqual(["columns passed over: 'dew'"]);
  });

  it.each<[string, string, RecordingLayout, string]>([
    [
      'an id without a topic',
      'entity_id,state,last_changed\nsensor.lab,1,2026-02-03',
      {},
      "line 2, column 1: 'sensor.lab' is not a topic of a sensor, and its row has no payload: --series 'sensor.lab=TOPIC' names one",
    ],
    [
      'a column that is not there',
      'time,topic,value\n2026-02-03,a,1',
      { columns: new Map([['value', ['state']]]) },
      "line 1: --columns: there is no column 'state' among 'time', 'topic', 'value'",
    ],
    [
      'a beginning of several names',
      'time,t1,t2\n2026-02-03,1,1',
      { place: ROOM, columns: new Map([['TEMP', ['t']]]) },
      "line 1: --columns: several columns begin with 't'",
    ],
    [
      'two columns of one quantity',
      'time,temp,temperature\n2026-02-03,1,1',
      { place: ROOM },
      "line 1, column 3: 'temperature' is the second column of this sensor: name one with --columns TEMP=NAME",
    ],
    [
      'a quantity in a unit of another',
      'time,"Temp, %"\n2026-02-03,1',
      { place: ROOM },
      "line 1, column 2: '%' is not a unit of temperature",
    ],
    [
      'quantities without a room',
      'time,temperature\n2026-02-03,1',
      {},
      "line 1, column 2: 'temperature' is neither 'value' nor the topic of a sensor such as BUILDING/P_2/O/4/TEMP; for the columns of one room say --floor, --wing and --room",
    ],
    [
      'a value without a sensor',
      'time,value\n2026-02-03,1',
      { place: ROOM },
      "line 1: the column 'sensor' is missing: name it with --columns sensor=NAME, or --sensor for all readings",
    ],
    [
      'a date without an order',
      `time,topic,value\n3/2/2026 9:00,${TEMP},1`,
      {},
      "line 2, column 1: '3/2/2026 9:00' has no certain order of day and month: say --date-order dmy or mdy",
    ],
    [
      'texts of mqtt_recorder that are no base64',
      'topic,payload,qos,retain,timestamp,time_delta\na,20.5,0,0,1770109200,0',
      {},
      "line 2, column 2: '20.5' is not in base64: --columns payload=NAME reads a text",
    ],
    ['QoS 3', 'topic,payload,qos,time\na,1,3,1770109200', {}, "line 2, column 3: '3' is no QoS: 0, 1 or 2"],
    [
      'a clock that was put back',
      `time,topic,value\n2025-10-26 02:59,${TEMP},1\n2025-10-26 02:00,${TEMP},2`,
      {},
      'line 3: it is earlier than the line before: --sort sorts by time, or --time-zone if its clock was put back',
    ],
  ])('is refused for %s', async (_, text, layout, message) => {
    await expect(recording(text, layout)).rejects.toThrow(message);
  });
});

type Watchers = Partial<Parameters<typeof readRecording>[1]>;

/** Reads the text in pieces of 7 characters, so that every boundary is met. */
async function recording(
  text: string,
  layout: RecordingLayout = {},
  watchers: Watchers = {},
): Promise<Recorded[]> {
  const pieces = text.match(/.{1,7}/gs) ?? [];
  const recorded: Recorded[] = [];
  for await (const each of readRecording(pieces, { source: 'recording', layout, ...watchers }))
    recorded.push(each);
  return recorded;
}

function essence(recorded: Recorded): readonly [number, string, number | string] {
  const content =
    recorded.kind === 'reading' ? recorded.reading.value : Buffer.from(recorded.payload).toString();
  return [(recorded.timeMs - NINE) / 1000, recorded.topic, content];
}
