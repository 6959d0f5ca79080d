// Tests src/alarm/rules/ as a whole: reading, checks and explanations, through file.ts.
import { describe, expect, it } from 'vitest';
import { readRules } from '../../../src/alarm/rules/file.ts';
import { SENSOR_KINDS } from '../../../src/building/sensors.ts';
import { orList } from '../../../src/text/reader.ts';

function faults(text: string): string[] {
  return readRules(text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

const TEMP = '    scope: { sensor: TEMP }\n';
const limits = (...lines: string[]): string =>
  `rules:\n  - name: a\n${TEMP}    limits:\n${lines.map((line) => `      - { ${line} }\n`).join('')}`;

describe('readRules', () => {
  it('reads everything a rule can say', () => {
    const { ruleSet, problems } = readRules(`
time_zone: Europe/Madrid
rules:
  - name: office temperature
    scope: { building: EPS, floor: [1, "2-4"], wing: [S, W], room: 1-6, room_type: office, sensor: TEMP }
    deadband: 0.5
    on_delay: 5m
    limits:
      - { level: critical, above: 30, for: 2 of 3 }
      - { level: high, above: 27, deadband: 10%, on_delay: 10m, off_delay: 1m }
      - { level: info, rising: 5, within: 10m }
    silent_after: 10m
    silent_level: high
    hours: 07:00-19:00
    days: [mon-wed, fri]
    priority: high
    message: "{room} is at {value} {unit}"
    latch: true
    mutes: draught
    mutes_within: wing
    sentinels: [0, 99]
  - name: draught
    scope: { sensor: HUM }
    limits: { level: low, below: 20 }
`);
    expect(problems).toEqual([]);
    const [rule, draught] = ruleSet?.rules ?? [];
    expect(rule).toMatchObject({
      name: 'office temperature',
      at: { line: 4, column: 5 },
      scope: {
        building: ['EPS'],
        floor: [[1, 4]],
        wing: ['S', 'O'],
        room: [[1, 6]],
        roomType: ['office'],
        sensor: ['TEMP'],
      },
      silence: { afterMs: 600_000, level: 'high', each: 'sensor' },
      priority: 'high',
      latch: true,
      mutes: { rules: ['draught'], within: 'wing' },
      sentinels: [0, 99],
    });
    expect(rule?.limits).toMatchObject([
      {
        kind: 'above',
        value: 30,
        level: 'critical',
        deadband: 0.5,
        onDelayMs: 300_000,
        offDelayMs: 0,
        n: 2,
        of: 3,
      },
      {
        kind: 'above',
        value: 27,
        level: 'high',
        deadband: 2.7,
        onDelayMs: 600_000,
        offDelayMs: 60_000,
        n: 1,
        of: 1,
      },
      { kind: 'rising', value: 5, withinMs: 600_000, at: { line: 11, column: 9 } },
    ]);
    expect(rule?.schedule?.reduce((sum, minute) => sum + minute, 0)).toBe(4 * 12 * 60);
    expect(draught).toMatchObject({
      latch: false,
      scope: { sensor: ['HUM'] },
      limits: [{ kind: 'below', value: 20 }],
    });
  });

  it.each<[string, string, string]>([
    ['an empty file', '', '1:1 keys are expected here: time_zone, holidays, rules'],
    ['a list', '- 1', '1:1 keys are expected here: time_zone, holidays, rules'],
    ['an unknown key', 'rules: []\nrulez: []', "2:1 unknown key 'rulez'; use time_zone, holidays, rules"],
    ['a key that is there twice', 'rules: []\nrules: []', "2:1 'rules' is here twice"],
    [
      'what is no YAML',
      'rules: [',
      '1:9 not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['an alias', 'a: &a [x]\nb: *a', '2:4 aliases (*name) are not allowed: write it out'],
    [
      'a bomb',
      'a: &a [x]\nb: &b [*a,*a]\nc: &c [*b,*b]',
      '2:8 aliases (*name) are not allowed: write it out',
    ],
    ['depth', `rules: ${'['.repeat(1e5)}`, '1:58 nested deeper than 50 levels'],
    ['size', `# ${'x'.repeat(300_000)}`, '1:1 the file is larger than 256 KiB'],
    ['a rule without a name', 'rules:\n  - silent_after: 5m', '2:5 name missing'],
    [
      'an unknown sensor',
      'rules:\n  - name: a\n    scope: { sensor: TMP }',
      `3:22 'TMP': use ${orList(SENSOR_KINDS)}; did you mean TEMP?`,
    ],
    [
      'an unknown room type',
      'rules:\n  - name: a\n    scope: { room_type: sever }',
      "3:25 'sever': use office, interior, meeting, corridor, server or plant; did you mean server?",
    ],
    ['an unknown level', limits('level: hot, above: 3'), "5:18 'hot': use critical, high, low or info"],
    [
      'an unknown time zone',
      'time_zone: Mars\nrules: []',
      "1:12 'Mars': use a time zone such as Europe/Madrid, UTC or +01:00",
    ],
    [
      'an unknown placeholder',
      'rules:\n  - name: a\n    silent_after: 5m\n    message: "{x}"',
      "4:14 '{x}': unknown placeholder {x}; use {building}, {floor}, {wing}, {room}, {sensor}, {value}, {unit}, {limit}, {level}, {rule}, {topic} or {state}",
    ],
    [
      'hours that are none',
      'rules:\n  - name: a\n    silent_after: 5m\n    hours: 25:00-26:00',
      "4:12 '25:00-26:00': use hours such as 07:00-19:00",
    ],
    [
      '5 of 3',
      limits('level: high, above: 3, for: 5 of 3'),
      "5:39 '5 of 3': use a number of readings such as 3, or 2 of 5, up to 30",
    ],
  ])('says where %s is', (_, text, fault) => {
    expect(faults(text)[0]).toBe(fault);
  });

  it.each<[string, string, string]>([
    [
      'that can never fire',
      'rules:\n  - name: a',
      "2:5 rule 'a' can never fire: it has neither limits nor silent_after",
    ],
    [
      'with limits for no sensor',
      'rules:\n  - name: a\n    limits: { level: high, above: 3 }',
      "2:5 rule 'a' has limits, so its scope must name one sensor: sensor: TEMP",
    ],
    [
      'with a limit that no value reaches',
      limits('level: high, above: 85'),
      '5:9 above 85 can never fire: TEMP goes from -40 to 85 Cel',
    ],
    [
      'with limits in the wrong order',
      limits('level: critical, above: 25', 'level: high, above: 28'),
      '6:9 limits in the wrong order: critical above 25 comes before high above 28, which can never lead',
    ],
    [
      'with no good value',
      limits('level: high, above: 18', 'level: low, below: 20'),
      '6:9 limits in the wrong order: above 18 and below 20 leave no good value',
    ],
    [
      'with a deadband wider than the band',
      limits('level: high, above: 27, deadband: 9', 'level: low, below: 18'),
      '5:9 deadband 9 is wider than the band between 18 and 27',
    ],
    [
      'with a deadband wider than the sensor',
      limits('level: high, above: 27, deadband: 99'),
      '5:9 deadband 99 is wider than the band: no TEMP comes back that far',
    ],
    [
      'with a level twice',
      limits('level: high, above: 27', 'level: high, above: 28'),
      '6:9 two limits above of level high: leave one out',
    ],
    [
      'with two limits in one',
      limits('level: high, above: 27, below: 3'),
      '5:9 a limit has one of above, below, rising, falling, flat, deviation_above, deviation_below, above_others, below_others',
    ],
    [
      'with a change in no time',
      limits('level: high, rising: 3'),
      '5:9 rising needs within: how long the change may take',
    ],
    [
      'with a flat line of no time',
      limits('level: low, flat: 0'),
      '5:9 flat needs within: how long the value must not move',
    ],
    [
      'with a flat line of a year',
      limits('level: low, flat: 0, within: 365d'),
      '5:9 within 31536000 s is too long for flat: use at most 31d',
    ],
    [
      'with a flat line below nothing',
      limits('level: low, flat: -1, within: 3h'),
      '5:9 flat -1: use 0, or the largest motion that is none',
    ],
    [
      'with a flat line as wide as the sensor',
      limits('level: low, flat: 125, within: 3h'),
      '5:9 flat 125 would never clear: TEMP goes from -40 to 85 Cel',
    ],
    [
      'with a deviation in no time',
      limits('level: low, deviation_above: 0.1'),
      '5:9 deviation_above needs within: over which time the values deviate',
    ],
    [
      'with a deviation that no sensor has',
      limits('level: low, deviation_above: 90, within: 1h'),
      '5:9 deviation_above 90 can never fire: TEMP goes from -40 to 85 Cel',
    ],
    [
      'with a deviation below none',
      limits('level: low, deviation_below: 0, within: 1h'),
      '5:9 deviation_below 0: use a deviation above 0',
    ],
    [
      'with a deviation that never clears',
      limits('level: low, deviation_above: 0.1, within: 1h, deadband: 0.1'),
      '5:9 deadband 0.1 is too wide for deviation_above 0.1: it could never clear',
    ],
    [
      'with a window for a comparison',
      limits('level: low, above_others: 2, within: 1h'),
      '5:9 within is for rising, falling, flat and deviations, not for above_others',
    ],
    [
      'with a difference that becomes usual before its alarm',
      limits('level: low, below_others: 2, usual: 1h, on_delay: 2h'),
      '5:9 usual 3600 s is not longer than on_delay 7200 s: every difference would be usual by then',
    ],
    [
      'with others for a plain limit',
      limits('level: low, above: 27, others: floor'),
      '5:9 others is not for above: leave it out',
    ],
    [
      'with dark values for a plain limit',
      limits('level: low, above: 27, ignore_below: 3'),
      '5:9 ignore_below is not for above: leave it out',
    ],
    [
      'outside of no times',
      `${limits('level: high, above: 27')}    outside: true`,
      '2:5 outside needs hours or days: outside of which times',
    ],
    [
      'outside of all times',
      `${limits('level: high, above: 27')}    hours: [0:00-12:00, 12:00-24:00]\n    outside: true`,
      '2:5 outside of all hours and days is never',
    ],
    [
      'with a delay as long as its hours',
      `${limits('level: high, above: 27, on_delay: 2h')}    hours: [12:00-14:00, 23:00-00:30]`,
      '5:9 above 27 can never fire: its on_delay is as long as the hours it holds',
    ],
    [
      'of a name that is taken',
      'rules:\n  - { name: a, silent_after: 1m }\n  - { name: a, scope: { floor: 1 }, silent_after: 1m }',
      "3:5 two rules have the name 'a'",
    ],
    [
      'that contradicts another',
      `${limits('level: high, above: 27')}  - name: b\n${TEMP}    limits: { level: high, above: 26 }`,
      "8:13 contradicts rule 'a', line 2: high above 27 for the same sensors at the same time",
    ],
    [
      'that contradicts another in silence',
      'rules:\n  - { name: a, silent_after: 1m }\n  - { name: b, silent_after: 2m }',
      "3:5 contradicts rule 'a', line 2: silent_after for the same sensors",
    ],
    [
      'that mutes nobody',
      `${limits('level: high, above: 27')}    mutes: b`,
      "2:5 rule 'a' mutes 'b', which is no rule",
    ],
    [
      'that mutes itself',
      `${limits('level: high, above: 27')}    mutes: a`,
      "2:5 rule 'a' mutes itself, directly or by way of others",
    ],
    [
      'of a floor that is noticed too late',
      'rules:\n  - { name: a, silent_after: 1m }\n  - { name: b, silent_after: 1m, silent_each: floor }',
      "3:5 rule 'b' notices a silent floor no sooner than rule 'a' each of its sensors, so it mutes nothing: shorten its silent_after",
    ],
  ])('refuses a rule %s', (_, text, fault) => {
    expect(faults(text)).toEqual([fault]);
  });

  it.each([
    [
      'different hours',
      `${limits('level: high, above: 27')}    hours: 08:00-18:00\n  - name: b\n${TEMP}    hours: 18:00-08:00\n    limits: { level: high, above: 30 }`,
    ],
    [
      'different floors',
      `${limits('level: high, above: 27').replace('sensor', 'floor: 1, sensor')}  - name: b\n    scope: { floor: 2, sensor: TEMP }\n    limits: { level: high, above: 30 }`,
    ],
    [
      'a more specific scope',
      `${limits('level: high, above: 27')}  - name: b\n    scope: { floor: 2, sensor: TEMP }\n    limits: { level: high, above: 30 }`,
    ],
  ])('lets rules differ for %s', (_, text) => {
    expect(faults(text)).toEqual([]);
  });
});
