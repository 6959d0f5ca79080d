import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SENSOR_KINDS, type SensorKind } from '../../src/building/sensors.ts';
import { readPayload } from '../../src/payload/read.ts';
import { anyText } from '../any-text.ts';
import { cpuMs } from '../cpu-time.ts';
import { hex } from './hex.ts';

const EIGHT = Date.parse('2026-01-05T08:00:00Z');

const NO_VALUE = 'it has no value: none of value, temp, temperature, temperatura, valor; it has';

describe('readPayload of text', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['a bare number', '20', { value: 20, unit: 'Cel', format: 'number' }],
    ['a bare number in white space', ' 20.5\r\n', { value: 20.5 }],
    ['a number as printf writes it', '+20.50', { value: 20.5 }],
    ['a number without its zero', '-.5', { value: -0.5 }],
    ['a number with an exponent', '2.05E1', { value: 20.5 }],
    ['a number with the zero of a C string', '20\0', { value: 20 }],
    ['a number behind a byte order mark', '\ufeff20', { value: 20 }],
    ['a number in quotes', '"20.5"', { value: 20.5, format: 'json' }],
    ['an object with a value', '{"value":20}', { value: 20, format: 'json' }],
    ['a value as text', '{"value":" 20.5 "}', { value: 20.5 }],
    ['VALUE', '{"VALUE":20}', { value: 20 }],
    ["the sensor's name", '{"TEMP":20}', { value: 20 }],
    ["the sensor's name in small letters", '{"temp":20}', { value: 20 }],
    ["the sensor's Spanish name", '{"Temperatura":20,"unidad":"°C"}', { value: 20 }],
    ['a sensor with a name of its own', '{"sensor":"dht22-1","value":20}', { value: 20 }],
    ["the sensor's English name", '{"Temperature":"20"}', { value: 20 }],
    ['value before the name', '{"temp":1,"value":20}', { value: 20 }],
    ['the exact key before another case', '{"value":20,"Value":1}', { value: 20 }],
    ['the last of two like keys', '{"value":1,"value":20}', { value: 20 }],
    ['a key that names the prototype', '{"__proto__":{"value":1},"value":20}', { value: 20 }],
    ['nesting beside the value', '{"meta":{"a":[[1]]},"value":20}', { value: 20 }],
    ['what looks like a CBOR tag', '{"tag":55799,"content":{"value":1},"value":20}', { value: 20 }],
    ['seq', '{"value":20,"seq":17}', { seq: 17 }],
    ['an ISO time', '{"value":20,"time":"2026-01-05T08:00:00.000Z"}', { timeMs: EIGHT }],
    ['a time with an offset', '{"value":20,"time":"2026-01-05T09:00:00+01:00"}', { timeMs: EIGHT }],
    [
      'a time as Python prints it',
      '{"value":20,"time":"2026-01-05 09:00:00.123456+0100"}',
      { timeMs: EIGHT + 123 },
    ],
    ['a timestamp in seconds', '{"value":20,"timestamp":1767600000}', { timeMs: EIGHT }],
    ['parts of a second', '{"value":20,"time":1767600000.25}', { timeMs: EIGHT + 250 }],
    ['a time in milliseconds', '{"value":20,"ts":1767600000000}', { timeMs: EIGHT }],
    ['a time in nanoseconds', '{"value":20,"time":1767600000000000000}', { timeMs: EIGHT }],
    ['a unit', '{"value":20,"unit":"Cel"}', { value: 20, unit: 'Cel' }],
    ['a unit under another name', '{"valor":68,"unidad":"°F"}', { value: 20, unit: 'Cel' }],
    ['units', '{"value":293.15,"units":"K"}', { value: 20 }],
    [
      'a SenML record without its array',
      '{"bn":"s1/","n":"temp","u":"K","v":293.15}',
      { value: 20, format: 'senml-json' },
    ],
    [
      'SenML of its drafts',
      '{"bn":"http://campus.example/4/","bt":1767600000,"e":[{"n":"hum","v":60},{"n":"temperature","u":"Cel","v":20}]}',
      { value: 20, timeMs: EIGHT, format: 'senml-json' },
    ],
    ['a value beside a name', '{"n":"temp","v":1,"value":20}', { value: 20, format: 'json' }],
    ['an empty unit', '{"value":20,"unit":""}', { value: 20, unit: 'Cel' }],
    ['a decimal comma', '20,5', { value: 20.5, format: 'text' }],
    ['a decimal comma in JSON', '{"value":"20,5"}', { value: 20.5 }],
    ['a number with its unit', '68 °F', { value: 20, format: 'text' }],
    ['a number and its unit as fields', '20.5,C', { value: 20.5 }],
    ['a unit in a text of JSON', '{"value":"68°F"}', { value: 20 }],
    ['a name and a number', 'temperature=20.5', { value: 20.5, format: 'text' }],
    ['a sentence with a name and a number', 'Lectura de temperatura: 20,5 °C', { value: 20.5 }],
    ['names and numbers', 'hum=40 temp=68 F ok=1', { value: 20 }],
    ["InfluxDB's lines", 'air,room=4 temp=20.5,hum=40 1767600000000000000', { value: 20.5, timeMs: EIGHT }],
    ['a unit in the key', '{"temperature_F":68,"humidity":40}', { value: 20 }],
    ['the key with a unit before the key without one', '{"temperature":1,"temp_celsius":20}', { value: 20 }],
    ["Shelly's keys", '{"id":0,"tC":20,"tF":68}', { value: 20 }],
    [
      "Tasmota's object, unit and no time",
      '{"Time":"2026-01-05T08:00:00","SI7021":{"Temperature":68,"Humidity":40},"TempUnit":"F"}',
      { value: 20 },
    ],
    [
      "ThingsBoard's time and values",
      '{"ts":1767600000000,"values":{"temperature":20}}',
      { value: 20, timeMs: EIGHT },
    ],
    [
      'an object of the quantity',
      '{"humidity":{"value":40},"temperature":{"value":68,"unit":"F"}}',
      { value: 20 },
    ],
    ['an object with a name', '{"data":{"name":"temperature","value":20}}', { value: 20 }],
    ['the only one of numbered keys', '{"temperature_1":20,"analog_in_2":3}', { value: 20 }],
    [
      'an item with a name',
      '{"sensors":[{"type":"humidity","value":40},{"type":"temperature","value":68,"unit":"F"}]}',
      { value: 20 },
    ],
    ['a unit in brackets in the key', '{"Temperature (°F)":68}', { value: 20 }],
    ["a device's name beside the value", '{"data":{"sensor":"dht22","value":20}}', { value: 20 }],
    ['another word for a value', '{"id":"s1","reading":20}', { value: 20 }],
    ['a degree sign without a letter', '{"value":20,"unit":"°"}', { value: 20 }],
    ['a unit in the wrong encoding', '{"value":20,"unit":"Â°C"}', { value: 20 }],
  ])('reads %s', (_, text, read) => {
    expect(readPayload(Buffer.from(text), 'TEMP')).toMatchObject({ kind: 'reading', ...read });
  });

  it.each([
    ['a local time', '"2026-01-05T08:00:00"'],
    ['a date', '"2026-01-05"'],
    ['a day that does not exist', '"2026-13-45T08:00:00Z"'],
    ['an uptime', '123456'],
    ['a number out of range', '1e300'],
    ['words', '"now"'],
    ['null', 'null'],
  ])('leaves out a time that is %s', (_, time) => {
    expect(readPayload(Buffer.from(`{"value":20,"time":${time}}`), 'TEMP')).not.toHaveProperty('time');
  });

  it.each([['"17"'], ['-1'], ['1.5'], ['1e300']])('leaves out a seq that is %s', (seq) => {
    expect(readPayload(Buffer.from(`{"value":20,"seq":${seq}}`), 'TEMP')).not.toHaveProperty('seq');
  });

  it.each([
    ['', 'it is empty'],
    [' ', 'it is neither JSON nor CBOR nor a number'],
    ['-', 'it is neither JSON nor CBOR nor a number'],
    ['hello', 'it is neither JSON nor CBOR nor a number'],
    ['NaN', 'it is NaN or Infinity: the sensor gave no number'],
    ['-inf', 'it is NaN or Infinity: the sensor gave no number'],
    ['True', "it is Python's own notation, not JSON: send json.dumps(data) instead of str(data)"],
    ['0x14', 'it is neither JSON nor CBOR nor a number'],
    ['1e999', 'it is neither JSON nor CBOR nor a number'],
    ['{"value":20', 'its JSON is broken'],
    ["{'value':20}", "it is Python's own notation, not JSON: send json.dumps(data) instead of str(data)"],
    [
      '{"value":20, "ok": True}',
      "it is Python's own notation, not JSON: send json.dumps(data) instead of str(data)",
    ],
    ["[{ 'value':20}]", "it is Python's own notation, not JSON: send json.dumps(data) instead of str(data)"],
    [`b'{"value":20}'`, "it is Python's notation of bytes: send the bytes themselves, not str(data)"],
    ['[object Object]', "it is JavaScript's name of an object: send JSON.stringify(data)"],
    [
      `'{"value":20}'`,
      'it has single quotes around its JSON: this shell wants double quotes, with \\" inside',
    ],
    ['{value:20}', 'its JSON has no double quotes around its names: a shell may have taken them'],
    ['{"value":NaN}', 'it has NaN or Infinity, which JSON does not have: send null, or no message'],
    ['[1, -Infinity]', 'it has NaN or Infinity, which JSON does not have: send null, or no message'],
    ['{"value":20, }', 'its JSON has a comma too many at its end'],
    ['{"value":20}{"value":21}', 'it is more than one JSON text: send one in each message'],
    ['{}', `${NO_VALUE} no named field`],
    ['{"hum":20,"Humedad":1}', `${NO_VALUE} hum, humedad`],
    ['{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1}', `${NO_VALUE} a, b, c, d, e, 2 others`],
    ['{"\\u001b[2J":1}', `${NO_VALUE} 1 other`],
    ['{"sensor":"HUM","value":45}', 'it is of HUM, and its topic says TEMP'],
    [
      '{"sensor":"hum","value":45,"unit":"Cel","time":"2026-01-05T08:00:00.000Z","seq":1}',
      'it is of HUM, and its topic says TEMP',
    ],
    ['1,234', 'it is a number with a comma: write it with a point'],
    ['{"value":"1,234"}', 'its value is not a finite number: write 1.234 with a point'],
    ['temp=1,234', 'it is neither JSON nor CBOR nor a number'],
    ['temp=20 temperature=21', 'it is neither JSON nor CBOR nor a number'],
    ['hum=20', 'it is neither JSON nor CBOR nor a number'],
    ['20 lx', 'lx is not a unit of temperature'],
    ['{"value":"20 lx"}', 'lx is not a unit of temperature'],
    ['{"battery":{"value":97}}', `${NO_VALUE} battery`],
    ['{"data":{"name":"battery","value":97}}', `${NO_VALUE} data`],
    ['{"a":{"temp":1},"b":{"temp":2}}', 'it has 2 values of temperature: --value-path names one'],
    ['{"temp1":20,"temp2":21}', 'it has 2 values of temperature: --value-path names one'],
    ['{"list":[{"type":"battery","value":97}]}', `${NO_VALUE} list`],
    ['{\0"\0', 'its text is UTF-16, not UTF-8'],
    ['{"value":null}', 'its value is not a finite number'],
    ['{"value":true}', 'its value is not a finite number'],
    ['{"value":[20]}', 'its value is not a finite number'],
    ['{"value":"NaN"}', 'its value is not a finite number'],
    ['{"value":""}', 'its value is not a finite number'],
    ['{"value":1e999}', 'its value is not a finite number'],
    ['{"temp":"x"}', 'its temp is not a finite number'],
    ['[20]', 'it is an array'],
    ['{"value":20,"unit":"mm/s"}', 'mm/s is not a unit of temperature'],
    ['{"value":20,"unit":"\\u001b[2J"}', 'its unit is not a unit of temperature'],
  ])('cannot read %j', (text, reason) => {
    expect(readPayload(Buffer.from(text), 'TEMP')).toEqual({ kind: 'unreadable', reason });
  });

  it.each<[SensorKind, string, number]>([
    ['LUX', '{"illuminance":21000,"illuminance_lux":400}', 400],
    ['LUX', '{"luz":400}', 400],
    ['VIBR', '{"vib":0.2}', 0.2],
    ['HUM', '{"rh":45}', 45],
    ['PIR', '{"occupancy":true}', 1],
    ['PIR', 'false', 0],
  ])('reads %s from %s', (sensor, text, value) => {
    expect(readPayload(Buffer.from(text), sensor)).toMatchObject({ kind: 'reading', value });
  });

  it('looks into few objects of a hostile payload', () => {
    const deep = `${'{"a":'.repeat(1000)}{"temp":1}${'}'.repeat(1000)}`;
    const wide = `{${Array.from({ length: 5000 }, (_, i) => `"k${i}":{"x":{"y":{"z":{}}}}`).join(',')}}`;
    for (const text of [deep, wide])
      expect(readPayload(Buffer.from(text), 'TEMP')).toMatchObject({ kind: 'unreadable' });
    expect(cpuMs(() => readPayload(Buffer.from(wide), 'TEMP'))).toBeLessThan(200);
  });

  it.each<[SensorKind, number, string, number]>([
    ['TEMP', 68, '°F', 20],
    ['TEMP', 68.36, 'degF', 20.2],
    ['TEMP', 293.15, 'K', 20],
    ['TEMP', 20, '°C', 20],
    ['TEMP', 20, 'C', 20],
    ['HUM', 45, '%', 45],
    ['HUM', 45, '%RH', 45],
    ['HUM', 0.45, '/', 45],
    ['HUM', 45, '%HR', 45],
    ['TEMP', 20, 'grados', 20],
    ['LUX', 400, 'lux', 400],
    ['LUX', 1.5, 'klx', 1500],
    ['VIBR', 0.00213, 'm/s', 2.13],
    ['VIBR', 2.13, 'mm/s', 2.13],
    ['VIBR', 0.1, 'in/s', 2.54],
    ['CO2', 0.0612, '%', 612],
    ['CO2', 612_000, 'ppb', 612],
    ['PIR', 1, '/', 1],
  ])('converts %s %d %s to %d', (sensor, value, unit, expected) => {
    expect(readPayload(Buffer.from(JSON.stringify({ value, unit })), sensor)).toMatchObject({
      value: expected,
    });
  });

  it.each<[SensorKind, string]>([
    ['TEMP', 'temperatura'],
    ['HUM', 'Humedad'],
    ['LUX', 'iluminancia'],
    ['VIBR', 'vibración'],
    ['CO2', 'carbon_dioxide'],
    ['PIR', 'ocupación'],
  ])('reads %s under its name in another language or spelling: %s', (sensor, key) => {
    expect(readPayload(Buffer.from(JSON.stringify({ [key]: 1 })), sensor)).toMatchObject({ value: 1 });
  });

  it.each(['g', 'm/s2', 'mg', 'Cel'])('does not take %s for a vibration velocity', (unit) => {
    const read = readPayload(Buffer.from(JSON.stringify({ value: 1, unit })), 'VIBR');
    expect(read).toEqual({ kind: 'unreadable', reason: `${unit} is not a unit of vibration` });
  });
});

describe('readPayload of CBOR', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['an integer', '14', { value: 20, format: 'cbor' }],
    ['a negative integer', '3818', { value: -25 }],
    ['a half', 'f94d20', { value: 20.5 }],
    ['a single', 'fa41a40000', { value: 20.5 }],
    ['a double', 'fb4034800000000000', { value: 20.5 }],
    ['a decimal fraction', 'c4822018cd', { value: 20.5 }],
    ['a bignum', 'c24114', { value: 20 }],
    ['a map with value', 'a16576616c756514', { value: 20 }],
    ["a map with the sensor's name", 'a16474656d7014', { value: 20 }],
    ['a map of indefinite length and texts', 'bf7f6376616c627565ff14ff', { value: 20 }],
    ['a self-described map', 'd9d9f7a16576616c756514', { value: 20 }],
    ['a time as tag 1', 'a26576616c7565146474696d65c11a695b6f80', { timeMs: EIGHT }],
    [
      'a time as tag 0',
      'a26576616c7565146474696d65c074323032362d30312d30355430383a30303a30305a',
      { timeMs: EIGHT },
    ],
    ['a time as a number', 'a26576616c7565146474696d651a695b6f80', { timeMs: EIGHT }],
    ['a map with other keys, too', 'a30102f6046576616c756514', { value: 20 }],
    ['what is white space in text', '0a', { value: 10 }],
  ])('reads %s', (_, digits, read) => {
    expect(readPayload(hex(digits), 'TEMP')).toMatchObject({ kind: 'reading', ...read });
  });

  it.each([
    ['a text', '6432302e35', 'it is neither JSON nor CBOR nor a number'],
    ['NaN', 'f97e00', 'it is not an object or a number'],
    ['a map with Infinity', 'a16576616c7565f97c00', 'its value is not a finite number'],
    ['a huge bignum', `a16576616c7565c25901${'00'}${'ff'.repeat(256)}`, 'its value is not a finite number'],
    ['a huge decimal fraction', 'a16576616c7565c482191000 01', 'its value is not a finite number'],
    ['a huge array', '9bffffffffffffffff', 'its CBOR is broken: it ends early'],
    ['a byte string', '43ffffff', 'it is not an object or a number'],
    ['a tag', 'c100', 'it is not an object or a number'],
    ['an array', '8114', 'it is an array'],
  ])('cannot read %s', (_, digits, reason) => {
    expect(readPayload(hex(digits), 'TEMP')).toEqual({ kind: 'unreadable', reason });
  });
});

describe('readPayload of hostile bytes', () => {
  it.each<[string, Uint8Array]>([
    ['1 MiB of zeros', Buffer.alloc(1 << 20)],
    ['1 MiB of brackets', Buffer.alloc(1 << 20, '[')],
    ['10,000 nested JSON arrays', Buffer.from('['.repeat(10_000) + ']'.repeat(10_000))],
    ['nested JSON objects', Buffer.from(`${'{"value":'.repeat(10_000)}1${'}'.repeat(10_000)}`)],
    ['a quarter MiB of brackets', Buffer.alloc(1 << 18, '[')],
    ['a quarter MiB of digits', Buffer.alloc(1 << 18, '9')],
    ['a quarter MiB of zeros and a letter', Buffer.concat([Buffer.alloc((1 << 18) - 1), Buffer.from('x')])],
    ['a quarter MiB of blanks and a letter', Buffer.from(`${' '.repeat((1 << 18) - 1)}x`)],
    ['a quarter MiB of CBOR tags', Buffer.alloc(1 << 18, 0xc1)],
    ['a quarter MiB of CBOR arrays', Buffer.alloc(1 << 18, 0x9f)],
    ['many empty chunks', Buffer.concat([hex('7f'), Buffer.alloc((1 << 18) - 2, 0x60), hex('ff')])],
    ['a long unit', Buffer.from(JSON.stringify({ value: 1, unit: 'C'.repeat(200_000) }))],
    ['a long time', Buffer.from(JSON.stringify({ value: 'x', time: '1'.repeat(200_000) }))],
  ])('is quick with %s', (_, bytes) => {
    const took = cpuMs(() => expect(readPayload(bytes, 'TEMP').kind).toBe('unreadable'));
    expect(took).toBeLessThan(1000);
  });

  it('answers any bytes, with a finite number or a printable reason', () => {
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.json().map((text) => Buffer.from(text)),
      anyText.map((text) => Buffer.from(JSON.stringify({ value: 1, unit: text }))),
      anyText.map((text) => Buffer.from(JSON.stringify({ value: text, time: text }))),
    );
    fc.assert(
      fc.property(anyBytes, fc.constantFrom(...SENSOR_KINDS), (bytes, sensor) => {
        const read = readPayload(bytes, sensor);
        if (read.kind === 'reading') expect(Number.isFinite(read.value)).toBe(true);
        else expect(read.reason).toMatch(/^[ -~°µ]+$/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('fields under their exact names', () => {
  const exact = { value: 21.5, unit: 'Cel', time: '2026-01-05T08:00:00.000Z', seq: 7 };
  const others = {
    VALUE: 99,
    Unit: 'K',
    Seq: 1,
    temp: 50,
    timestamp: 5,
    constructor: 1,
    nested: { value: 3 },
  };
  const said = { kind: 'reading', value: 21.5, unit: 'Cel', timeMs: Date.UTC(2026, 0, 5, 8), seq: 7 };

  it.each([
    ['alone', exact],
    ['before others', { ...exact, ...others }],
    ['behind others', { ...others, ...exact }],
  ])('say the same %s', (_, payload) => {
    expect(readPayload(Buffer.from(JSON.stringify(payload)), 'TEMP')).toMatchObject(said);
  });

  it.each([
    ['seq is null', { ...exact, seq: null }, { value: 21.5 }],
    ['time is null and timestamp is there', { ...exact, time: null, timestamp: 1_767_600_000 }, said],
    ['the value is no number', { ...exact, value: {} }, { kind: 'unreadable' }],
    ['the value is a text', { ...exact, value: ' 21.5 ' }, said],
  ])('where %s', (_, payload, expected) => {
    expect(readPayload(Buffer.from(JSON.stringify(payload)), 'TEMP')).toMatchObject(expected);
  });
});
