import { VERSION_WORDS, versionOf } from '../../mqtt-protocol/version.ts';
import { type Cursor, MalformedFieldError } from '../cursor.ts';
import type { Facts, WillFacts } from '../packet.ts';
import { readPropertyList } from './properties.ts';

/** CONNECT of MQTT 3.1, 3.1.1 and 5: the version is in the packet itself (MQTT 5.0 §3.1). */
export function readConnectFacts(cursor: Cursor): Facts {
  const { protocol, level } = readProtocol(cursor);
  const flags = cursor.u8('connect flags', explainFlags);
  if ((flags & 1) !== 0) cursor.faults.push('reserved connect flag is set [MQTT-3.1.2-3]');
  const keepAlive = cursor.u16('keep alive', (value) => (value === 0 ? 'off' : `${value} s`));
  const properties = level >= 5 ? readPropertyList(cursor) : undefined;
  const clientId = cursor.utf8('client identifier');
  const will = flags & 4 ? readWill(cursor, flags, level) : undefined;
  const username = flags & 0x80 ? cursor.utf8('user name') : undefined;
  if (flags & 0x40) cursor.secret('password');
  return {
    protocol,
    clientId,
    keepAlive,
    cleanSession: (flags & 2) !== 0,
    ...(will && { will }),
    ...(username !== undefined && { username }),
    ...((flags & 0x40) !== 0 && { password: true }),
    ...(properties && { properties }),
  };
}

function readProtocol(cursor: Cursor): { protocol: string; level: number } {
  const name = cursor.utf8('protocol name');
  // Bridges of some brokers set the top bit.
  const level = cursor.u8('protocol level') & 0x7f;
  const version = versionOf(name, level);
  if (version === undefined)
    throw new MalformedFieldError(`protocol "${name}" level ${level} is none of MQTT's`);
  return { protocol: VERSION_WORDS[version], level };
}

/** The protocol level in the facts of a CONNECT. */
export function levelOf({ protocol }: Facts): number | undefined {
  const level = Object.entries(VERSION_WORDS).find(([, words]) => words === protocol)?.[0];
  return level === undefined ? undefined : Number(level);
}

function explainFlags(flags: number): string {
  const set = [
    flags & 0x80 ? 'user name' : '',
    flags & 0x40 ? 'password' : '',
    flags & 0x20 ? 'will retain' : '',
    flags & 4 ? `will QoS ${(flags >> 3) & 3}` : '',
    flags & 4 ? 'will' : '',
    flags & 2 ? 'clean session' : '',
  ].filter((word) => word !== '');
  return `${flags.toString(2).padStart(8, '0')}${set.length > 0 ? `: ${set.join(', ')}` : ''}`;
}

function readWill(cursor: Cursor, flags: number, level: number): WillFacts {
  const properties = level >= 5 ? readPropertyList(cursor, 'will properties') : undefined;
  const topic = cursor.utf8('will topic');
  const payload = cursor.binary('will payload');
  return {
    topic,
    payload,
    qos: (flags >> 3) & 3,
    retain: (flags & 0x20) !== 0,
    ...(properties && { properties }),
  };
}
