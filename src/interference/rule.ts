import type { IntSet } from '../building/int-set.ts';
import { PACKET_TYPE, type PacketName, packetType } from '../mqtt-protocol/packet-type.ts';
import { readIntSet } from '../text/place.ts';
import { ReadError, type Reader, readOneOf } from '../text/reader.ts';
import type { Sender } from '../trace/packet.ts';
import type { Intervention } from './intervention.ts';
import { INTERVENTIONS } from './list.ts';

/** An intervention, and the packets that it befalls. */
export interface InterferenceRule {
  readonly intervention: Intervention;
  /** The number behind `KIND=`. */
  readonly value?: number;
  /** Left out for packets of every type. */
  readonly packet?: PacketName;
  /** Left out for both directions. */
  readonly from?: Sender;
  /** Of these packets, counted from 1 over all connections: those with these numbers. Left out for every one. */
  readonly numbers?: IntSet;
  /** Of these packets: a random share, above 0 and at most 1. */
  readonly share?: number;
}

/** Says the syntax in one line. */
export const RULE_SYNTAX = 'KIND[=VALUE]:PACKET[:WHICH]';

/**
 * Reads `withhold:puback:1`, `delay=5s:connack`, `cut:client-publish:2,4-6`, `duplicate:publish:10%`. The message of a
 * ReadError begins with the place of the wrong part, as the number of its first character.
 */
export const readInterferenceRule: Reader<InterferenceRule> = (text) => {
  const [first = '', packet, which, ...more] = text.split(':');
  const [kind = '', value] = splitOnce(first, '=');
  const intervention = at(0, () => findIntervention(kind));
  const packetAt = first.length + 1;
  const whichAt = packetAt + (packet?.length ?? 0) + 1;
  const extraAt = whichAt + (which?.length ?? 0) + 1;
  if (packet === undefined) throw new ReadError(`write :PACKET behind it, as in ${kind}:publish:1`);
  if (more.length > 0) throw new ReadError(`character ${extraAt + 1}: nothing follows; use ${RULE_SYNTAX}`);
  return {
    intervention,
    ...(value !== undefined && { value: at(kind.length + 1, () => readValue(intervention, value)) }),
    ...at(packetAt, () => readPacket(intervention, packet)),
    ...(which !== undefined && at(whichAt, () => readWhich(which))),
  };
};

function at<T>(offset: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ReadError) throw new ReadError(`character ${offset + 1}: ${error.message}`);
    throw error;
  }
}

function findIntervention(kind: string): Intervention {
  const word = readOneOf(INTERVENTIONS.map((candidate) => candidate.kind))(kind);
  const found = INTERVENTIONS.find((candidate) => candidate.kind === word);
  if (found === undefined) throw new RangeError(`no intervention ${word}`);
  return found;
}

function readValue({ kind, value }: Intervention, text: string): number {
  if (value === undefined) throw new ReadError(`${kind} has no value; use ${kind}:PACKET`);
  return value.read(text);
}

const ANY = 'any';
const SENDERS: readonly Sender[] = ['client', 'broker'];

function readPacket(
  { kind, packets, from: onlyFrom }: Intervention,
  text: string,
): Pick<InterferenceRule, 'packet' | 'from'> {
  const [side, rest] = splitOnce(text, '-');
  const given = rest === undefined ? undefined : SENDERS.find((sender) => sender === side);
  const from = given ?? onlyFrom;
  const names = packets ?? [...(Object.keys(PACKET_TYPE) as PacketName[]), ANY];
  const name = readOneOf<PacketName | typeof ANY>(names)(given === undefined ? text : (rest ?? ''));
  if (name === ANY) return from === undefined ? {} : { from };
  const sentBy = onlyFrom ?? packetType(PACKET_TYPE[name] << 4)?.sentBy ?? 'both';
  if (given !== undefined && sentBy !== 'both' && sentBy !== given)
    throw new ReadError(`${kind} takes ${name} from the ${sentBy} only; use ${kind}:${name}`);
  return { packet: name, ...(from && { from }) };
}

function readWhich(text: string): Pick<InterferenceRule, 'numbers' | 'share'> {
  const percent = /^(\d+\.?\d*|\.\d+)%$/.exec(text)?.[1];
  if (percent !== undefined) {
    const share = Number(percent) / 100;
    if (share > 0 && share <= 1) return { share };
    throw new ReadError('use more than 0% and at most 100%');
  }
  try {
    return { numbers: readIntSet(1, Number.MAX_SAFE_INTEGER)(text) };
  } catch {
    throw new ReadError(`use the numbers of packets, as 1 or 2,4-6, or a share such as 10%`);
  }
}

function splitOnce(text: string, separator: string): [before: string, after?: string] {
  const place = text.indexOf(separator);
  return place < 0 ? [text] : [text.slice(0, place), text.slice(place + 1)];
}
