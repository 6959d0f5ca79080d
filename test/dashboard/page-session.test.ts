import { beforeEach, describe, expect, it } from 'vitest';
import type { CommandMessage, PageMessage, ServerMessage, Update } from '../../src/dashboard/messages.ts';
import { PacketLog } from '../../src/dashboard/packet-log.ts';
import { CLOSE, PageSession, type PageSocket } from '../../src/dashboard/page-session.ts';
import { conversation } from '../trace/conversation.ts';
import { Observed, TEMP } from './observations.ts';

const TOKEN = 'ABCDEFGHIJKLMNOPQRSTUV';

class Wire implements PageSocket {
  bufferedAmount = 0;
  readonly sent: ServerMessage[] = [];
  closed: number | undefined;

  readonly files: Uint8Array[] = [];

  send(data: string | Uint8Array): void {
    if (typeof data === 'string') this.sent.push(JSON.parse(data));
    else this.files.push(data);
  }

  close(code: number): void {
    this.closed = code;
  }

  updates(): Update[] {
    return this.sent.filter((message) => message.type === 'update');
  }
}

let seen: Observed;
let wire: Wire;
let executed: CommandMessage[];
let session: PageSession;
let packets: PacketLog;

beforeEach(() => {
  seen = new Observed();
  wire = new Wire();
  executed = [];
  packets = new PacketLog();
  session = new PageSession(wire, {
    token: TOKEN,
    welcome: { type: 'welcome', version: '1', rules: 'limits', startedAtMs: 0 },
    state: seen.state,
    execute: (command) => {
      executed.push(command);
      return command.topic === TEMP ? undefined : 'no such sensor was heard';
    },
    whatIf: {
      faults: [],
      inject: ({ fault }) => (fault === 'fire' ? undefined : 'unknown fault type'),
      mend: (place) => (place === 0 ? undefined : 'there is no such fault'),
      faultsIn: () => [{ name: 'fire', scope: 'room', sensors: ['TEMP'], leftMs: 1000, place: 0 }],
    },
    packets,
    now: () => seen.nowMs,
  });
});

const say = (message: PageMessage) => session.receive(JSON.stringify(message));
const tick = () => {
  const changes = seen.state.takeChanges();
  session.tick(changes, (known) => JSON.stringify(seen.state.update(changes, known)));
};
const acknowledge = (topic: string, command = 1): PageMessage => ({
  type: 'command',
  command,
  topic,
  do: { command: 'acknowledge' },
});

describe('before the token', () => {
  it('a page is sent nothing, and commands nothing', () => {
    seen.reading(TEMP, 21);
    tick();
    expect(wire.sent).toEqual([]);
    say(acknowledge(TEMP));
    expect(wire.closed).toBe(CLOSE.wrongToken);
    expect(executed).toEqual([]);
    expect(wire.sent).toEqual([]);
  });

  it.each(['', 'A', TOKEN.slice(1), `${TOKEN}A`, TOKEN.toLowerCase()])('%j is no token', (token) => {
    say({ type: 'token', token });
    expect(wire.closed).toBe(CLOSE.wrongToken);
    expect(wire.sent).toEqual([]);
  });

  it.each([
    '',
    '{',
    '[]',
    'null',
    '{"type":"token"}',
    '{"type":"token","token":1}',
    '{"__proto__":{"type":"token"}}',
  ])('%s is none either', (text) => {
    session.receive(text);
    expect(wire.closed).toBe(CLOSE.wrongToken);
  });

  it('the right one opens the door', () => {
    seen.reading(TEMP, 21);
    say({ type: 'token', token: TOKEN });
    expect(wire.sent.map(({ type }) => type)).toEqual(['welcome', 'update']);
    expect(wire.updates()[0]).toMatchObject({ isWhole: true, sensors: [[0, TEMP]] });
  });
});

describe('a page', () => {
  beforeEach(() => say({ type: 'token', token: TOKEN }));

  it('is sent what changed, and nothing if nothing did', () => {
    tick();
    const before = wire.sent.length;
    tick();
    expect(wire.sent).toHaveLength(before);
    seen.reading(TEMP, 21);
    tick();
    expect(wire.updates().at(-1)).toMatchObject({ isWhole: false, sensors: [[0, TEMP]] });
  });

  it('that reads slowly is sent the newest value, once it has read', () => {
    wire.bufferedAmount = 256 * 1024 + 1;
    const before = wire.sent.length;
    for (let value = 20; value < 30; value++) {
      seen.reading(TEMP, value);
      tick();
    }
    expect(wire.sent).toHaveLength(before);
    wire.bufferedAmount = 0;
    tick();
    expect(wire.sent).toHaveLength(before + 1);
    expect(wire.updates().at(-1)).toMatchObject({ sensors: [[0, TEMP]], values: [[0, 29, seen.nowMs, 0]] });
  });

  it('that is hidden is sent nothing, and the whole state when it shows again', () => {
    say({ type: 'view', isShown: false, room: null, traffic: null, packets: null });
    const before = wire.sent.length;
    seen.reading(TEMP, 21);
    tick();
    expect(wire.sent).toHaveLength(before);
    say({ type: 'view', isShown: true, room: null, traffic: null, packets: null });
    tick();
    expect(wire.updates().at(-1)).toMatchObject({ isWhole: true, sensors: [[0, TEMP]] });
  });

  it('is sent the history of a room once, and its details each second', () => {
    seen.reading(TEMP, 21);
    const rooms = () => wire.sent.filter((message) => message.type === 'room');
    say({ type: 'view', isShown: true, room: 'BUILDING/P_2/O/4', traffic: null, packets: null });
    expect(rooms()[0]?.sensors[0]).toMatchObject({ id: 0, history: [[expect.any(Number), 21, 21]] });
    seen.nowMs += 1000;
    tick();
    expect(rooms()[1]?.sensors[0]).toMatchObject({ readings: 1 });
    expect(rooms()[1]?.sensors[0]).not.toHaveProperty('history');
    say({ type: 'view', isShown: true, room: 'no/such/room', traffic: null, packets: null });
    expect(rooms()[2]).toMatchObject({ type: 'room', room: 'no/such/room', sensors: [] });
  });

  it('is sent the history again after a pause', () => {
    seen.reading(TEMP, 21);
    say({ type: 'view', isShown: true, room: 'BUILDING/P_2/O/4', traffic: null, packets: null });
    say({ type: 'view', isShown: false, room: 'BUILDING/P_2/O/4', traffic: null, packets: null });
    say({ type: 'view', isShown: true, room: 'BUILDING/P_2/O/4', traffic: null, packets: null });
    tick();
    const rooms = wire.sent.filter((message) => message.type === 'room');
    expect(rooms.at(-1)?.sensors[0]).toHaveProperty('history');
  });

  it('with the panel of traffic is sent it at once, and each second', () => {
    seen.reading('lab/x', 1);
    const tables = () => wire.sent.filter((message) => message.type === 'traffic');
    say({ type: 'view', isShown: true, room: null, traffic: '', packets: null });
    expect(tables()[0]?.topics.map(({ topic }) => topic)).toEqual(['lab/x']);
    tick();
    expect(tables()).toHaveLength(1);
    seen.nowMs += 1000;
    tick();
    expect(tables()).toHaveLength(2);
    say({ type: 'view', isShown: true, room: null, traffic: 'y', packets: null });
    expect(tables()[2]).toMatchObject({ topics: [], topicsFound: 0 });
    say({ type: 'view', isShown: true, room: null, traffic: null, packets: null });
    seen.nowMs += 1000;
    tick();
    expect(tables()).toHaveLength(3);
  });

  it('with the panel of packets is sent new rows, the bytes of a chosen one, and a file', () => {
    const ping = (n: number) => {
      for (let i = 0; i < n; i++)
        for (const event of conversation(['> c000'])) packets.take(event, { role: 'alone' });
    };
    const sent = () => wire.sent.filter((message) => message.type === 'packets');
    ping(400);
    tick();
    expect(sent()).toEqual([]);
    say({ type: 'view', isShown: true, room: null, traffic: null, packets: 0 });
    expect(sent()[0]).toMatchObject({ isWhole: true, totals: { total: { fromClient: 400 } } });
    expect(sent()[0]?.rows).toHaveLength(300);
    tick();
    expect(sent()).toHaveLength(1);
    ping(50);
    tick();
    expect(sent()[1]).toMatchObject({ isWhole: false, leftOut: 30 });
    expect(sent()[1]?.rows).toHaveLength(20);
    say({ type: 'packet', id: packets.last });
    expect(wire.sent.at(-1)).toMatchObject({ id: 450, packet: { name: 'PINGREQ', bytes: 2 } });
    say({ type: 'packet', id: 10_000 });
    expect(wire.sent.at(-1)).toEqual({ type: 'packet', id: 10_000 });
    say({ type: 'capture', command: 1 });
    expect(wire.files).toHaveLength(1);
    wire.bufferedAmount = 256 * 1024 + 1;
    say({ type: 'capture', command: 2 });
    expect(wire.sent.at(-1)).toMatchObject({ command: 2, reason: 'the last file is still on its way' });
    expect(wire.files).toHaveLength(1);
    wire.bufferedAmount = 0;
    say({ type: 'view', isShown: false, room: null, traffic: null, packets: 0 });
    ping(5);
    tick();
    say({ type: 'view', isShown: true, room: null, traffic: null, packets: 0 });
    tick();
    expect(sent().at(-1)).toMatchObject({ isWhole: true });
  });

  it('is told the outcome of a command', () => {
    say(acknowledge(TEMP, 7));
    say(acknowledge('lab/x', 8));
    expect(executed).toHaveLength(2);
    expect(wire.sent.slice(-2)).toEqual([
      { type: 'result', command: 7, isDone: true },
      { type: 'result', command: 8, isDone: false, reason: 'no such sensor was heard' },
    ]);
  });

  it('changes the simulation of this process, and sees the truth of a room', () => {
    const inject = { type: 'inject', topic: TEMP, severity: 1, durationMs: 60_000 } as const;
    say({ ...inject, command: 1, fault: 'fire' });
    say({ ...inject, command: 2, fault: 'flood' });
    say({ type: 'mend', command: 3, place: 0 });
    say({ type: 'mend', command: 4, place: 7 });
    const results = wire.sent.filter((message) => message.type === 'result');
    expect(results.map(({ reason }) => reason)).toEqual([
      undefined,
      'unknown fault type',
      undefined,
      'there is no such fault',
    ]);
    say({ type: 'view', isShown: true, room: 'BUILDING/P_2/O/4', traffic: null, packets: null });
    expect(wire.sent.at(-1)).toMatchObject({ type: 'room', faults: [{ name: 'fire', place: 0 }] });
  });

  it('commands at most ten times in a second', () => {
    for (let n = 0; n < 12; n++) say(acknowledge(TEMP, n));
    expect(executed).toHaveLength(10);
    expect(wire.sent.at(-1)).toEqual({
      type: 'result',
      command: 11,
      isDone: false,
      reason: 'more than 10 commands in a second',
    });
    seen.nowMs += 1000;
    say(acknowledge(TEMP, 13));
    expect(executed).toHaveLength(11);
  });

  it('is closed for a flood of messages', () => {
    for (let n = 0; n < 60; n++)
      say({ type: 'view', isShown: true, room: null, traffic: null, packets: null });
    expect(wire.closed).toBe(CLOSE.flood);
  });

  it.each([
    '{',
    '[]',
    '{"type":"eval","code":"1"}',
    '{"type":"view","isShown":1,"room":null,"traffic":null,"packets":null}',
    '{"type":"view","isShown":true,"room":null,"traffic":null,"packets":"all"}',
    '{"type":"packet","id":1.5}',
    '{"type":"capture"}',
    '{"type":"view","isShown":true,"room":null,"traffic":1,"packets":null}',
    '{"type":"command","command":1,"topic":1,"do":{"command":"acknowledge"}}',
    '{"type":"command","command":1,"topic":"a","do":{"command":"delete"}}',
    '{"type":"command","command":1,"topic":"a","do":{"command":"shelve"}}',
    '{"type":"inject","command":1,"topic":"a","fault":"fire","severity":"1","durationMs":1}',
    '{"type":"mend","command":1,"place":"0"}',
    '{"type":"command","command":1e999,"topic":"a","do":{"command":"acknowledge"}}',
  ])('is closed for %s', (text) => {
    session.receive(text);
    expect(wire.closed).toBe(CLOSE.unreadable);
    expect(executed).toEqual([]);
  });
});
