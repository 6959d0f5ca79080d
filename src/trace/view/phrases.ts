import type { SeenFate } from '../event.ts';
import type { Code, Filter, Packet, Property, WillFacts } from '../packet.ts';
import type { DecodePayload, Role } from './style.ts';

/** A few words about a packet, not yet escaped. */
export interface Phrase {
  readonly text: string;
  readonly role?: Role;
}

/** What the proxy did to a packet, if it interfered. */
export function fatePhrase(fate: SeenFate | undefined): Phrase[] {
  return fate === undefined ? [] : [{ text: `(${fate.words})`, role: 'error' }];
}

/** The contents of a packet in the order of reading. The ladder has room for the first few. */
export function phrasesOf(packet: Packet, decode: DecodePayload): Phrase[] {
  const { facts } = packet;
  return [
    ...say(facts.protocol),
    ...say(facts.clientId, (id) => (id === '' ? 'no client id' : `id "${id}"`)),
    ...say(facts.keepAlive, (seconds) => (seconds === 0 ? 'keep-alive off' : `keep-alive ${seconds} s`)),
    ...say(facts.cleanSession, (isClean) => (isClean ? 'clean session' : 'kept session')),
    ...say(facts.username, (name) => `user "${name}"`),
    ...say(facts.password, () => 'password ••••'),
    ...say(facts.will, (will) => describeWill(will, decode)),
    ...say(facts.qos, (qos) => `QoS ${qos}`),
    ...say(facts.dup || undefined, () => 'DUP'),
    ...say(facts.retain || undefined, () => 'retain'),
    ...say(facts.packetId, (id) => `id ${id}`),
    ...say(facts.topicId, (id) => `topic id ${id}`),
    ...(facts.topic === undefined ? [] : [{ text: facts.topic, role: 'topic' as const }]),
    ...(facts.filters ?? []).map((filter) => ({ text: describeFilter(filter), role: 'topic' as const })),
    ...describeCodes(packet),
    ...say(facts.sessionPresent, (isPresent) => `session present: ${isPresent ? 'yes' : 'no'}`),
    ...say(facts.payload, (payload) => describePayload(payload, decode)),
    ...(facts.others ?? []).flatMap(([name, value]) => describeOther(name, value)),
    ...(facts.properties ?? []).map((property) => dim(describeProperty(property))),
    ...(packet.skipped ? [dim('too long to be shown')] : []),
    ...(packet.fault === undefined ? [] : [{ text: `malformed: ${packet.fault}`, role: 'error' as const }]),
  ];
}

function say<T extends string | number | boolean | object>(
  fact: T | undefined,
  words: (fact: T) => string = String,
): Phrase[] {
  return fact === undefined ? [] : [{ text: words(fact) }];
}

function dim(text: string): Phrase {
  return { text, role: 'dim' };
}

function describeWill(will: WillFacts, decode: DecodePayload): string {
  const retain = will.retain ? ' retain' : '';
  return `will ${will.topic} QoS ${will.qos}${retain} ${describePayload(will.payload, decode)}`;
}

function describeFilter({ filter, qos, options = [] }: Filter): string {
  return [filter, ...(qos === undefined ? [] : [`QoS ${qos}`]), ...options].join(' ');
}

/** The words of success are left out for a packet that hardly means anything else. */
function describeCodes({ name, facts }: Packet): Phrase[] {
  return (facts.codes ?? [])
    .filter((code) => code.value !== 0 || name === 'connack' || name === 'suback')
    .map((code) => ({ text: describeCode(code), ...(code.isError && { role: 'error' as const }) }));
}

function describeCode({ value, words }: Code): string {
  return `${value} ${words}`;
}

function describePayload(payload: Uint8Array, decode: DecodePayload): string {
  if (payload.length === 0) return '(empty)';
  const { text } = decode(payload);
  return text.length > 200 ? `${text.slice(0, 200)}… (${payload.length} bytes)` : text;
}

function describeOther(name: string, value: string | number | boolean): Phrase[] {
  if (value === false) return [];
  return [{ text: value === true ? name : `${name} ${value}` }];
}

function describeProperty({ name, value }: Property): string {
  if (value === undefined) return `${name} ••••`;
  if (value instanceof Uint8Array) return `${name} ${Buffer.from(value).toString('hex')}`;
  return typeof value === 'object' ? `${name} ${value[0]}=${value[1]}` : `${name} ${value}`;
}
