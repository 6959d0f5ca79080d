// Tests src/replay/ as a whole, through recording.ts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTopic } from '../../src/building/topic.ts';
import { EXIT } from '../../src/exit-code.ts';
import { Failure } from '../../src/failure.ts';
import { FORMATS } from '../../src/payload/formats.ts';
import type { Recorded } from '../../src/replay/recorded.ts';
import { readRecording } from '../../src/replay/recording.ts';
import { anyText } from '../any-text.ts';
import { anyReading } from '../payload/any-reading.ts';

const TOPIC = 'BUILDING/P_2/O/4/TEMP';
const EIGHT = Date.parse('2026-01-05T08:00:00Z');

describe('a recording in JSON lines', () => {
  it('gives back a reading with its very bytes', async () => {
    const payload = '{"sensor":"TEMP","value":21.37,"unit":"Cel","time":"2026-01-05T08:00:00.000Z","seq":17}';
    const line = JSON.stringify({
      type: 'reading',
      topic: TOPIC,
      building: 'BUILDING',
      floor: 2,
      wing: 'O',
      room: 4,
      sensor: 'TEMP',
      value: 21.37,
      unit: 'Cel',
      time: '2026-01-05T08:00:00.000Z',
      seq: 17,
      format: 'json',
      qos: 1,
      retain: false,
      payload,
    });
    expect(await recording(`${line}\n`)).toEqual([
      {
        kind: 'message',
        line: 1,
        timeMs: EIGHT,
        topic: TOPIC,
        qos: 1,
        retain: false,
        payload: Buffer.from(payload),
      },
    ]);
  });

  it('gives back any other message', async () => {
    const text =
      '{"type":"message","topic":"a/b","time":"2026-01-05T08:00:00Z","qos":0,"retain":true,"payload":"on"}';
    const hex = '{"type":"message","topic":"a/b","received":"2026-01-05T08:00:01Z","payload_hex":"00ff"}';
    expect(await recording(`${text}\r\n\n${hex}`)).toMatchObject([
      { line: 1, timeMs: EIGHT, topic: 'a/b', retain: true, payload: Buffer.from('on') },
      { line: 3, timeMs: EIGHT + 1000, topic: 'a/b', payload: Buffer.from([0, 0xff]) },
    ]);
  });

  it('goes by the time of reception where there is one', async () => {
    const line = `{"type":"reading","topic":"${TOPIC}","value":1,"time":"2026-01-01T00:00:00Z","received":"2026-01-05T08:00:00Z","payload":"1"}`;
    expect(await recording(line)).toMatchObject([{ timeMs: EIGHT }]);
  });

  it('gives a value without a payload as a reading', async () => {
    const line = `{"topic":"${TOPIC}","value":21.5,"time":"2026-01-05T08:00:00Z"}`;
    expect(await recording(line)).toMatchObject([
      { kind: 'reading', topic: TOPIC, reading: { value: 21.5, timeMs: EIGHT } },
    ]);
  });

  it('gives back the bytes of every format, in chunks of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(anyReading, fc.constantFrom(...FORMATS)), { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 200 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        async (readings, size, lineEnd) => {
          const messages = readings.map(([reading, format]) => {
            const payload = Buffer.from(format.encode(reading));
            const isText = format.name.endsWith('json');
            const content = isText
              ? { payload: payload.toString() }
              : { payload_hex: payload.toString('hex') };
            const time = new Date(reading.timeMs).toISOString();
            return { topic: formatTopic(reading.address), time, payload, content };
          });
          const text = messages.map(({ topic, time, content }) =>
            JSON.stringify({ type: 'message', topic, time, ...content }),
          );
          const recorded = await recording(text.join(lineEnd), size);
          expect(recorded).toMatchObject(messages.map(({ topic, payload }) => ({ topic, payload })));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('a recording in CSV', () => {
  const twoReadings = [
    { kind: 'reading', line: 2, timeMs: EIGHT, topic: TOPIC, reading: { value: 21.37, timeMs: EIGHT } },
    {
      kind: 'reading',
      line: 3,
      timeMs: EIGHT + 1000,
      topic: 'BUILDING/P_-1/N/1/LUX',
      reading: { value: 400 },
    },
  ];

  it.each([
    [
      'by topic',
      `time,topic,value\n2026-01-05T08:00:00Z,${TOPIC},21.37\n2026-01-05T08:00:01Z,BUILDING/P_-1/N/1/LUX,400\n`,
    ],
    [
      'by address, in any order, in any case and with other columns',
      'Sensor,Room,Wing,Floor,Building,Note,Value,Time\ntemp,4,W,P_2,BUILDING,"a, ""b""",21.37,1767600000\nLUX,1,n,-1,BUILDING,,4e2,1767600001000',
    ],
    [
      'with semicolons and decimal commas',
      `time;topic;value\r\n2026-01-05 08:00:00;${TOPIC};21,37\r\n2026-01-05 08:00:01,0;"BUILDING/P_-1/N/1/LUX";400,0\r\n`,
    ],
    [
      'with tabs',
      `time\ttopic\tvalue\n2026-01-05 09:00+01:00\t${TOPIC}\t21.37\n2026-01-05T08:00:01Z\tBUILDING/P_-1/N/1/LUX\t400`,
    ],
    [
      'with mixed line ends and a byte order mark',
      `\ufefftime,topic,value\r2026-01-05T08:00:00Z,${TOPIC},21.37\r\n2026-01-05T08:00:01Z,BUILDING/P_-1/N/1/LUX,400\n\n`,
    ],
  ])('%s', async (_, text) => {
    expect(await recording(text)).toMatchObject(twoReadings);
    expect(await recording(text, 1)).toMatchObject(twoReadings);
    expect(await recording(text, 7)).toMatchObject(twoReadings);
  });

  it('with a column for each sensor, where an empty field is no reading', async () => {
    const text = `time,${TOPIC},BUILDING/P_-1/N/1/LUX\n2026-01-05T08:00:00Z,21.37,\n2026-01-05T08:00:01Z,,400\n2026-01-05T08:00:01Z,1,2\n`;
    const recorded = await recording(text);
    expect(recorded).toMatchObject([
      ...twoReadings,
      { line: 4, topic: TOPIC, reading: { value: 1 } },
      { line: 4, topic: 'BUILDING/P_-1/N/1/LUX', reading: { value: 2 } },
    ]);
  });

  it('puts the prefix in front of a building, but not of a topic', async () => {
    const byAddress = 'time,building,floor,wing,room,sensor,value\n2026-01-05,B,1,N,1,HUM,50';
    const byTopic = 'time,topic,value\n2026-01-05,B/P_1/N/1/HUM,50';
    expect(await recording(byAddress, 99, 'MIOT/jane')).toMatchObject([{ topic: 'MIOT/jane/B/P_1/N/1/HUM' }]);
    expect(await recording(byTopic, 99, 'MIOT/jane')).toMatchObject([{ topic: 'B/P_1/N/1/HUM' }]);
  });

  it('with the columns that watch prints', async () => {
    const text = [
      'type,time,topic,building,floor,wing,room,sensor,value,unit,seq,format,qos,retain,payload,payload_hex',
      `reading,2026-01-05T08:00:00.000Z,${TOPIC},BUILDING,2,O,4,TEMP,21.37,Cel,17,json,0,false,"{""value"":21.37}",`,
      `reading,2026-01-05T08:00:00.000Z,${TOPIC},BUILDING,2,O,4,TEMP,20,Cel,18,cbor,0,false,,14`,
      'message,2026-01-05T08:00:00.000Z,a/b,,,,,,,,,,0,false,,',
    ].join('\n');
    expect(await recording(text)).toMatchObject([
      { kind: 'message', topic: TOPIC, payload: Buffer.from('{"value":21.37}') },
      { kind: 'message', topic: TOPIC, payload: Buffer.from([0x14]) },
      { kind: 'message', topic: 'a/b', payload: Buffer.from('') },
    ]);
  });

  it('keeps the order of arrival, the time of receipt and the retain flag of the columns that watch prints', async () => {
    const columns = 'type,time,topic,value,format,retain,payload,payload_hex,received';
    const text = [
      columns,
      `reading,2026-01-05T08:00:00.000Z,${TOPIC},20,json,false,20,,`,
      `reading,2026-01-05T06:00:00.000Z,${TOPIC},21,json,false,21,,`,
      `reading,2026-01-01T00:00:00.000Z,${TOPIC},22,json,true,22,,2026-01-05T08:00:00.000Z`,
    ];
    const [first, late, retained] = await recording(text.join('\r\n'));
    expect(first).toMatchObject({ timeMs: EIGHT, retain: false });
    expect(late).toMatchObject({ timeMs: EIGHT - 7_200_000, payload: Buffer.from('21') });
    expect(retained).toMatchObject({ timeMs: EIGHT, retain: true });
  });

  it.each(['unit', 'units', 'unit_of_measurement', 'Unidad'])('heeds the column %s', async (name) => {
    const text = `time,topic,value,${name}\n2026-01-05,${TOPIC},70.7,°F\n2026-01-05,${TOPIC},294.65,K\n2026-01-05,${TOPIC},21.5,`;
    const values = (await recording(text)).map((each) => each.kind === 'reading' && each.reading.value);
    expect(values).toEqual([21.5, 21.5, 21.5]);
  });

  it.each([
    ['a decimal comma in quotes', `time,topic,value\n2026-01-05T08:00:00Z,${TOPIC},"21,5"`],
    ['other names of the columns', `timestamp;topic;valor\n1767600000123;${TOPIC};21,5`],
    [
      'the annotations of InfluxDB',
      `#group,false,true\n#datatype,string,long\n#default,_result,\n,_time,_value,topic\n,2026-01-05T08:00:00Z,21.5,${TOPIC}`,
    ],
    ['the unit of a JSON line', `{"topic":"${TOPIC}","time":1767600000,"value":70.7,"unit":"F"}`],
  ])('reads %s', async (_, text) => {
    expect(await recording(text)).toMatchObject([{ kind: 'reading', reading: { value: 21.5 } }]);
  });

  it.each(['', '-', 'n/a', '#N/A', '\\N', 'unavailable', 'unknown', 'NULL'])(
    'takes %j in a table, and null in JSON, as no reading',
    async (word) => {
      const rows = `2026-01-05,${TOPIC},${word}\n2026-01-05,${TOPIC},1`;
      expect(await recording(`time,topic,value\n${rows}`)).toHaveLength(1);
      const line = (value: unknown) => JSON.stringify({ topic: TOPIC, time: '2026-01-05', value });
      expect(await recording([line(null), line(word), line(1)].join('\n'))).toHaveLength(1);
    },
  );

  it('takes a time that is a little earlier than the one before', async () => {
    const text =
      'time,topic,value\n2026-01-05T08:00:30Z,B/P_1/N/1/HUM,1\n2026-01-05T08:00:00Z,B/P_1/N/1/HUM,2';
    expect(await recording(text)).toHaveLength(2);
  });
});

describe('a faulty recording', () => {
  const row = `2026-01-05T08:00:00Z,${TOPIC},21.37`;

  it.each([
    ['nothing', '', 'there is no message in it'],
    ['blank lines', '\n \n\n', 'there is no message in it'],
    ['a header alone', 'time,topic,value\n', 'there is no message in it'],
    ['no header', row, "line 1: the column 'time' is missing"],
    ['a missing column', 'time,value\n1767600000,1', "line 1: the column 'building' is missing"],
    ['a column twice', 'time,topic,value,Value\n', 'line 1, column 4: two columns have this name'],
    [
      'a column that is not a topic',
      `time,${TOPIC},humidity\n`,
      "line 1, column 3: 'humidity' is neither 'value' nor the topic",
    ],
    [
      'a bad number',
      `time,topic,value\n${row}\n2026-01-05,${TOPIC},abc`,
      "line 3, column 3: 'abc' is not a number",
    ],
    [
      'a comma that may be either',
      `time,topic,value\n2026-01-05,${TOPIC},"1,234"`,
      "line 2, column 3: '1,234' may be 1.234 or 1234",
    ],
    [
      'a unit of something else',
      `time,topic,value,unit\n2026-01-05,${TOPIC},1,lx`,
      "line 2, column 4: 'lx' is not a unit of temperature",
    ],
    [
      'a retain that is neither',
      `time,topic,payload,retain\n2026-01-05,${TOPIC},1,perhaps`,
      "line 2, column 4: 'perhaps' is neither true nor false",
    ],
    [
      'a unit of something else in JSON',
      `{"topic":"${TOPIC}","time":"2026-01-05","value":1,"unit":"lx"}`,
      "line 1: 'lx' is not a unit of temperature",
    ],
    [
      'a value by address that is not a number',
      'time,building,floor,wing,room,sensor,value\n2026-01-05,B,1,N,1,HUM,wet',
      "line 2, column 7: 'wet' is not a number",
    ],
    ['Infinity', `time,${TOPIC}\n2026-01-05,Infinity`, "line 2, column 2: 'Infinity' is not a number"],
    ['a table of missing values', `time,${TOPIC}\n2026-01-05,NaN`, 'there is no message in it'],
    ['a bad time', `time,topic,value\nyesterday,${TOPIC},1`, "line 2, column 1: 'yesterday' is not a time"],
    [
      'a bad topic',
      'time,topic,value\n2026-01-05,B/P_01/N/1/HUM,1',
      "line 2, column 2: 'B/P_01/N/1/HUM' is not a topic of a sensor",
    ],
    ['a wildcard', 'time,topic,payload\n2026-01-05,a/#,1', "line 2, column 2: 'a/#' is not a topic:"],
    [
      'a bad floor',
      'time,building,floor,wing,room,sensor,value\n2026-01-05,B,1.5,N,1,HUM,1',
      "line 2, column 3: '1.5' is not a whole number",
    ],
    [
      'a bad wing',
      'time,building,floor,wing,room,sensor,value\n2026-01-05,B,1,Q,1,HUM,1',
      "line 2, column 4: 'Q' is not a wing",
    ],
    [
      'a bad room',
      'time,building,floor,wing,room,sensor,value\n2026-01-05,B,1,N,0,HUM,1',
      "line 2, column 5: '0' is not a whole number",
    ],
    [
      'a bad sensor',
      'time,building,floor,wing,room,sensor,value\n2026-01-05,B,1,N,1,RADON,1',
      "line 2, column 6: 'RADON' is not a sensor",
    ],
    [
      'a field too few',
      `time,topic,value\n${row}\r\n\r\n2026-01-05,${TOPIC}`,
      'line 4: it has 2 fields, the first row 3',
    ],
    ['a field too many', `time,topic,value\n${row},1`, 'line 2: it has 4 fields, the first row 3'],
    ['lines without a time', 'a/b 1\nc/d 2\n', 'line 1: it has a topic and a payload, but no time'],
    ['one line without a time', 'a/b 1', 'line 1: it has a topic and a payload, but no time'],
    [
      'a line without a topic',
      '1770109200 a/b 1\nhello\x1b[2J',
      "line 2: 'hello\\x1b[2J' is not a time, a topic and a payload",
    ],
    ['a wildcard in a line', '1770109200 a/# 1', "line 1: 'a/#' is not a topic"],
    ['an open quote', `time,topic,value\n${row}\n"2026,a\nb`, 'line 3: a quote is not closed'],
    ['a quote inside', `time,topic,value\n20"26,${TOPIC},1`, 'line 2, column 1: a quote stands inside'],
    ['text behind a quote', `time,topic,value\n"a\nb",${TOPIC},"1"2`, 'line 3, column 3: more text follows'],
    [
      'newest first',
      `time,topic,value\n${row}\n2026-01-04,${TOPIC},1`,
      'line 3: it is earlier than the line before',
    ],
    [
      'bad hexadecimal',
      'time,topic,payload_hex\n2026-01-05,a,0g',
      "line 2, column 3: '0g' is not in hexadecimal",
    ],
    ['an escape', `time,topic,value\n\x1b[2J,${TOPIC},1`, "line 2, column 1: '\\x1b[2J' is not a time"],
    [
      'broken JSON',
      `{"topic":"a","time":"2026-01-05","payload":""}\n{"a":x}`,
      'line 2, column 6: its JSON is broken',
    ],
    ['JSON cut short', '{"topic":"a"', 'line 1, column 13: its JSON is broken'],
    [
      'a JSON array',
      '{"topic":"a","time":"2026-01-05","payload":""}\n[1]',
      'line 2: it is not a JSON object',
    ],
    ['another type', '{"type":"alarm"}', "line 1: its type 'alarm' is neither 'reading' nor 'message'"],
    ['no topic', '{"time":"2026-01-05","payload":""}', "line 1: 'topic' is missing"],
    ['no time', '{"topic":"a","payload":""}', "line 1: 'time' is missing"],
    ['no payload', '{"topic":"a","time":"2026-01-05","value":1}', "line 1: it has neither 'payload' nor"],
    [
      'half a byte',
      '{"topic":"a","time":"2026-01-05","payload_hex":"0"}',
      "line 1: 'payload_hex' is not in hexadecimal",
    ],
    [
      'a number as payload',
      '{"topic":"a","time":"2026-01-05","payload":1}',
      "line 1: 'payload' is not a text",
    ],
  ])('says where: %s', async (_, text, message) => {
    const error = await recording(text).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ exitCode: EXIT.usage });
    expect((error as Failure).message).toContain(`--replay 'x': ${message}`);
  });

  it('says that it is not UTF-8', async () => {
    const chunks = [Buffer.from('time,topic,value\n'), Buffer.from([0xff, 0xfe])];
    const read = all(readRecording(chunks, { source: '--replay' }));
    await expect(read).rejects.toThrow('--replay: it is not text in UTF-8');
  });

  it('refuses a row without an end', async () => {
    function* endless(): Generator<string> {
      for (;;) yield 'x'.repeat(1 << 20);
    }
    const read = all(readRecording(endless(), { source: '--replay' }));
    await expect(read).rejects.toThrow('--replay: line 1: it is longer than 8388608 characters');
  });

  it('is a failure of one line, whatever it holds', async () => {
    const piece = fc.constantFrom(
      'time',
      'topic',
      'value',
      ',',
      ';',
      '"',
      '\n',
      '\r',
      '{',
      '}',
      ':',
      '1',
      TOPIC,
      '\x1b',
      '"topic"',
      '2026-01-05',
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
      fc.array(piece, { maxLength: 20 }).map((pieces) => `time,topic,value\n${pieces.join('')}`),
      anyText,
    );
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 50 }), async (content, size) => {
        const error = await recording(content, size).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        if (error === undefined) return;
        expect(error).toBeInstanceOf(Failure);
        expect((error as Failure).message).toMatch(/^--replay 'x': [^\p{Cc}]+$/u);
      }),
      { numRuns: 300 },
    );
  });

  it('gives what stands in front of the fault', async () => {
    const before: Recorded[] = [];
    const read = async () => {
      for await (const one of readRecording([`time,topic,value\n${row}\n${row}\nx,y,z`], {
        source: '--replay',
      })) {
        before.push(one);
      }
    };
    await expect(read()).rejects.toThrow('line 4');
    expect(before).toHaveLength(2);
  });
});

/** The messages of a recording, read in chunks of `size` bytes. */
async function recording(text: string, size = 1000, prefix?: string): Promise<Recorded[]> {
  const bytes = Buffer.from(text);
  const count = Math.ceil(bytes.length / size);
  const chunks = Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
  return all(readRecording(chunks, { source: "--replay 'x'", prefix }));
}

async function all(recorded: AsyncIterable<Recorded>): Promise<Recorded[]> {
  const list: Recorded[] = [];
  for await (const one of recorded) list.push(one);
  return list;
}
