// Tests src/check/judge.ts and src/check/checks/, with packets written by mqtt-packet.
import { generate, type Packet } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import type { Evidence, SeenPacket } from '../../src/check/evidence.ts';
import { readExercise } from '../../src/check/exercise-file.ts';
import { Judge } from '../../src/check/judge.ts';
import type { Task } from '../../src/check/task.ts';
import type { Sender } from '../../src/trace/packet.ts';
import { evidenceOf, packetFrom, runOf } from './evidence.ts';

const TASK: Task = {
  prefix: undefined,
  building: 'B',
  isBuildingFixed: false,
  sensor: 'TEMP',
  threshold: 28,
  challenge: undefined,
  seconds: undefined,
};

/** The outcomes of the checks, as `id outcome`, and the judge's findings. */
function judged(checks: string, evidence: Evidence, isOver = true, task = TASK) {
  const { exercise, problems } = readExercise('test', `title: test\nchecks:\n${checks}`);
  if (exercise === undefined) throw new Error(JSON.stringify(problems));
  const judge = new Judge(exercise, task);
  judge.review(evidence, isOver);
  return judge.findings.map(({ item, verdict }) => ({ ...verdict, id: item.id }));
}

function outcomes(checks: string, evidence: Evidence, isOver = true, task = TASK): string[] {
  return judged(checks, evidence, isOver, task).map(({ id, outcome }) => `${id} ${outcome}`);
}

function packets(...list: readonly (readonly [Sender, Packet, atMs?: number])[]): SeenPacket[] {
  return list.map(([from, packet, atMs], i) => packetFrom(from, generate(packet), i + 1, atMs));
}

const CONNECT: Packet = {
  cmd: 'connect',
  clientId: 'a',
  protocolVersion: 4,
  protocolId: 'MQTT',
  clean: true,
  keepalive: 60,
};
const CONNACK: Packet = { cmd: 'connack', returnCode: 0, sessionPresent: false };
const OPEN = [
  ['client', CONNECT],
  ['broker', CONNACK],
] as const;

function message(
  topic: string,
  payload: string | Buffer,
  more: { qos?: 0 | 1; retain?: boolean } = {},
): Packet {
  const { qos = 0, retain = false } = more;
  return { cmd: 'publish', topic, payload, qos, retain, dup: false, ...(qos > 0 && { messageId: 1 }) };
}

describe('a judge', () => {
  it('skips a check whose prerequisite failed, and names it', () => {
    const found = judged('- check: connects\n- { check: qos, needs: connects }', evidenceOf());
    expect(found).toMatchObject([
      { outcome: 'failed' },
      { outcome: 'skipped', seen: { en: "needs 'connects'", es: "necesita 'connects'" } },
    ]);
  });

  it('waits for more evidence, and for a prerequisite', () => {
    const checks = '- check: connects\n- { check: qos, needs: connects }';
    expect(outcomes(checks, evidenceOf(), false)).toEqual([]);
    expect(outcomes(checks, evidenceOf({ packets: packets(...OPEN) }), false)).toEqual(['connects passed']);
  });

  it('decides a check when its time is over', () => {
    const checks = '- { check: connects, within: 5s }';
    expect(outcomes(checks, evidenceOf({ nowMs: 4999 }), false)).toEqual([]);
    expect(outcomes(checks, evidenceOf({ nowMs: 5000 }), false)).toEqual(['connects failed']);
  });

  it('makes a warning of the failure of a lenient check', () => {
    expect(outcomes('- { check: connects, lenient: true }', evidenceOf())).toEqual(['connects warning']);
  });
});

describe('connects', () => {
  it.each([
    ['3.1.1', 'passed'],
    ['5', 'failed'],
  ])('with version %s asked for is %s for a client of 3.1.1', (version, outcome) => {
    expect(
      outcomes(`- { check: connects, version: ${version} }`, evidenceOf({ packets: packets(...OPEN) })),
    ).toEqual([`connects ${outcome}`]);
  });

  it('explains the error of Paho 2 with an example of Paho 1', () => {
    const run = runOf({
      errors: ['ValueError: Unsupported callback API version: version 2.0 added a callback_api_version'],
      exit: { atMs: 300, code: 1, signal: undefined },
    });
    const [verdict] = judged('- check: connects', evidenceOf({ runs: [run] }), false);
    expect(verdict).toMatchObject({ outcome: 'failed' });
    expect(verdict?.seen?.en).toContain('exit code 1 after 0.3 s\nValueError');
    expect(verdict?.hint?.es).toContain('mqtt.CallbackAPIVersion.VERSION2');
  });
});

describe('checks of messages', () => {
  const topic = 'B/P_2/O/4/TEMP';
  const json = '{"value":21.5}';
  const seen = (...list: readonly Packet[]) =>
    evidenceOf({ packets: packets(...OPEN, ...list.map((packet) => ['client', packet] as const)) });

  it.each([
    ['topics', topic, json, 'passed'],
    ['topics', 'B/P_02/O/4/TEMP', json, 'failed'],
    ['topics', 'B/P_2/W/4/TEMP', json, 'failed'],
    ['topics', '/B/P_2/O/4/TEMP', json, 'failed'],
    ['payload', topic, json, 'passed'],
    ['payload', topic, "{'value': 21.5}", 'failed'],
    ['payload', topic, '21.5', 'failed'],
    ['payload', topic, '{"sensor":"TEMP"}', 'failed'],
    ['plausible', topic, '{"value":900}', 'failed'],
  ])('%s: %s %s is %s', (check, at, payload, outcome) => {
    const format = check === 'payload' ? ', format: json' : '';
    const evidence = seen(message(at, payload), message(at, payload));
    expect(outcomes(`- { check: ${check}${format}, messages: 2 }`, evidence)).toEqual([
      `${check} ${outcome}`,
    ]);
  });

  it('names the packet and the remedy', () => {
    const [verdict] = judged('- { check: payload, format: json }', seen(message(topic, "{'value': 1}")));
    expect(verdict?.packet).toBe("#3 PUBLISH QoS 0 B/P_2/O/4/TEMP {'value': 1}");
    expect(verdict?.hint?.en).toContain('json.dumps');
  });

  it('qos and retain are those asked for', () => {
    const checks = '- { check: qos, level: 1 }\n- { check: retain, retained: true }';
    expect(outcomes(checks, seen(message(topic, json, { qos: 1, retain: true })))).toEqual([
      'qos passed',
      'retain passed',
    ]);
    expect(outcomes(checks, seen(message(topic, json)))).toEqual(['qos failed', 'retain failed']);
  });

  it('a level is covered, is missing after enough messages, and not seen before', () => {
    const check = '- { check: covers, level: wing, different: 2 }';
    const many = Array.from({ length: 40 }, () => message(topic, json));
    expect(outcomes(check, seen(message(topic, json), message('B/P_2/N/4/TEMP', json)))).toEqual([
      'covers passed',
    ]);
    expect(outcomes(check, seen(...many), false)).toEqual(['covers failed']);
    expect(outcomes(check, seen(message(topic, json)), false)).toEqual([]);
    expect(outcomes(check, seen(message(topic, json)))).toEqual(['covers not-seen']);
  });

  it('what packets alone show is not seen by a watcher', () => {
    const watcher = evidenceOf({
      seesPackets: false,
      arrivals: [{ atMs: 0, topic, payload: Buffer.from(json), qos: 1, retain: false }],
    });
    const checks =
      '- check: connects\n- { check: qos, level: 1 }\n- check: retain\n- check: disconnects\n- check: subscribes';
    expect(outcomes(checks, watcher)).toEqual([
      'connects passed',
      'qos passed',
      'retain not-seen',
      'disconnects not-seen',
      'subscribes not-seen',
    ]);
  });
});

it('has more time to connect where a busy machine kept time from the program', () => {
  const late = evidenceOf({ nowMs: 20_000, hinderedMs: 9000, runs: [runOf()] });
  expect(outcomes('- { check: connects, within: 12s }', late, false)).toEqual([]);
  expect(outcomes('- { check: connects, within: 12s }', { ...late, hinderedMs: 0 }, false)).toEqual([
    'connects failed',
  ]);
});

describe('random-interval', () => {
  const at = (times: readonly number[]) =>
    evidenceOf({
      packets: packets(...times.map((time) => ['client', message('B/P_1/N/1/TEMP', '1'), time] as const)),
    });

  it.each([
    ['a fixed wait', Array.from({ length: 30 }, (_, i) => i * 500 + (i % 3)), 'failed'],
    ['waits that differ a little', Array.from({ length: 30 }, (_, i) => i * 500 + (i % 2) * 15), 'warning'],
    ['waits that differ much', Array.from({ length: 30 }, (_, i) => i * 500 + ((i * 7) % 13) * 20), 'passed'],
    ['few waits', [0, 500, 1000], 'not-seen'],
    ['no pause', Array.from({ length: 600 }, (_, i) => i), 'failed'],
    [
      'no pause, on a busy machine',
      Array.from({ length: 60 }, (_, i) => i + 50 * Math.floor(i / 8)),
      'failed',
    ],
    ['bursts of 20', Array.from({ length: 60 }, (_, i) => i + 250 * Math.floor(i / 20)), 'not-seen'],
  ])('%s', (_, times, outcome) => {
    expect(outcomes('- check: random-interval', at(times))).toEqual([`random-interval ${outcome}`]);
  });
});

describe('subscribes', () => {
  const suback: Packet = { cmd: 'suback', messageId: 1, granted: [0] };
  const asking = (...filters: string[]) => {
    const subscriptions = filters.map((topic) => ({ topic, qos: 0 as const }));
    const subscribe: Packet = { cmd: 'subscribe', messageId: 1, subscriptions };
    return evidenceOf({ packets: packets(...OPEN, ['client', subscribe], ['broker', suback]) });
  };

  it.each([
    [['B/+/+/+/TEMP'], 'passed'],
    [['$share/g/B/+/+/+/TEMP'], 'passed'],
    [['#'], 'failed'],
    [['B/#'], 'failed'],
    [['B/+/+/+/+'], 'failed'],
    [['C/+/+/+/TEMP'], 'failed'],
    [['B/P_1/+/+/TEMP'], 'failed'],
    [['B/+/+/+/TEMP', 'B/+/+/+/HUM'], 'failed'],
  ])('%j is %s', (filters, outcome) => {
    expect(outcomes('- check: subscribes', asking(...filters))).toEqual([`subscribes ${outcome}`]);
  });

  it('takes a part of the building, among other subscriptions', () => {
    const check = '- { check: subscribes, floor: 2, wing: W, sensor: VIBR, among: true }';
    expect(outcomes(check, asking('B/+/+/+/TEMP', 'B/P_2/O/+/VIBR'))).toEqual(['subscribes passed']);
    expect(outcomes(check, asking('B/+/+/+/TEMP', 'B/P_2/+/+/VIBR'))).toEqual(['subscribes failed']);
  });
});
