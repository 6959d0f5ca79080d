import type { Evidence, ProgramRun, SeenPacket } from '../../src/check/evidence.ts';
import { dissect } from '../../src/trace/mqtt/dissect.ts';
import type { Sender } from '../../src/trace/packet.ts';

/** Evidence for tests of checks: nothing seen, but for the given parts. */
export function evidenceOf(parts: Partial<Evidence> = {}): Evidence {
  return {
    nowMs: 0,
    hinderedMs: 0,
    latenessMs: [],
    seesPackets: true,
    packets: [],
    connections: [],
    strangers: [],
    arrivals: [],
    runs: [],
    sent: [],
    acts: [],
    ...parts,
  };
}

export function runOf(parts: Partial<ProgramRun> = {}): ProgramRun {
  return {
    program: 1,
    command: 'program',
    startedAtMs: 0,
    output: [],
    errors: [],
    isFlooding: false,
    stoppedAtMs: undefined,
    exit: undefined,
    ...parts,
  };
}

/** A packet from its bytes, of MQTT 3.1.1. */
export function packetFrom(from: Sender, bytes: Uint8Array, number: number, atMs = 0): SeenPacket {
  const packet = dissect(bytes, 4);
  const { topic } = packet.facts;
  return { number, connection: 1, atMs, from, packet, ...(topic !== undefined && { topic }) };
}
