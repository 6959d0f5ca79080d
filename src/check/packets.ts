import { isSensorKind, type SensorKind } from '../building/sensors.ts';
import { describePayload } from '../payload/describe.ts';
import { phrasesOf } from '../trace/view/phrases.ts';
import type { PayloadView } from '../trace/view/style.ts';
import type { Evidence, SeenPacket } from './evidence.ts';

/** The program's packets of a kind: `connect`, `publish`. */
export function sentPackets({ packets }: Evidence, name: string): readonly SeenPacket[] {
  return packets.filter(({ from, packet }) => from === 'client' && packet.name === name);
}

/** The broker's packets of a kind. */
export function receivedPackets({ packets }: Evidence, name: string): readonly SeenPacket[] {
  return packets.filter(({ from, packet }) => from === 'broker' && packet.name === name);
}

/** A message of the program, as its PUBLISH has it, or as it arrived where packets are not seen. */
export interface SeenMessage {
  readonly atMs: number;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: number;
  /** Undefined where packets are not seen: a broker clears the flag. */
  readonly retain: boolean | undefined;
  readonly seen: SeenPacket | undefined;
}

/** The program's messages, in order, each once: a PUBLISH with DUP is no other message. */
export function messagesOf(evidence: Evidence): readonly SeenMessage[] {
  if (!evidence.seesPackets) {
    return evidence.arrivals.filter(({ retain }) => !retain).map(messageOfArrival);
  }
  return sentPackets(evidence, 'publish')
    .filter(({ packet }) => packet.facts.dup !== true)
    .map((seen) => ({
      atMs: seen.atMs,
      topic: seen.topic ?? '',
      payload: seen.packet.facts.payload ?? NO_BYTES,
      qos: seen.packet.facts.qos ?? 0,
      retain: seen.packet.facts.retain ?? false,
      seen,
    }));
}

function messageOfArrival({ atMs, topic, payload, qos }: Evidence['arrivals'][number]): SeenMessage {
  return { atMs, topic, payload, qos, retain: undefined, seen: undefined };
}

/** The kind of sensor in the last level, of an otherwise wrong topic too. */
export function sensorOfTopic(topic: string): SensorKind | undefined {
  const kind = topic.slice(topic.lastIndexOf('/') + 1).toUpperCase();
  return isSensorKind(kind) ? kind : undefined;
}

const NO_BYTES = new Uint8Array();

/** A packet in a line: `#12 PUBLISH QoS 0 B/P_1/N/1/TEMP 21.5`. Not escaped. */
export function packetLine({ number, packet, topic }: SeenPacket): string {
  const phrases = phrasesOf(packet, viewOf).map(({ text }) => text);
  const named = topic !== undefined && packet.facts.topic !== topic ? [`(${topic})`] : [];
  return [`#${number}`, packet.name.toUpperCase(), ...phrases, ...named].join(' ');
}

/** The packet of a message, for the clues of a verdict. */
export function packetOf({ seen }: Pick<SeenMessage, 'seen'>): { readonly packet?: string } {
  return seen === undefined ? {} : { packet: packetLine(seen) };
}

/** The payload as text, CBOR's notation, or hexadecimal digits. Not escaped. */
export function payloadWords(payload: Uint8Array): string {
  return payload.length === 0 ? '(empty)' : describePayload(payload).text;
}

function viewOf(payload: Uint8Array): PayloadView {
  const { kind, text } = describePayload(payload);
  return { format: kind, text, value: undefined };
}
