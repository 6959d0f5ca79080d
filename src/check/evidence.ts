import type { Packet, Sender } from '../trace/packet.ts';
import type { SentMessage } from './challenge/sent-message.ts';

/** Everything seen of a program so far. Times are milliseconds since the start of the run, without jumps. */
export interface Evidence {
  readonly nowMs: number;
  /** A busy machine kept so much of `nowMs` from the program. Deadlines are later by it. */
  readonly hinderedMs: number;
  /** The last timers of the tester fired so many milliseconds late: the noise in every time seen. */
  readonly latenessMs: readonly number[];
  /** True if every packet passes through the tester; false for a watcher on the broker of others. */
  readonly seesPackets: boolean;
  readonly packets: readonly SeenPacket[];
  readonly connections: readonly SeenConnection[];
  /** Connections without a readable CONNECT, in words. */
  readonly strangers: readonly string[];
  /** The messages that reached the tester's own subscription. */
  readonly arrivals: readonly ArrivedMessage[];
  /** Each start of a program. Empty if somebody else starts it. */
  readonly runs: readonly ProgramRun[];
  /** The tester's own messages. */
  readonly sent: readonly SentMessage[];
  /** The tester's acts so far. */
  readonly acts: readonly DoneAct[];
}

export interface SeenPacket {
  /** Counts the packets from 1. */
  readonly number: number;
  /** Counts the connections from 1. */
  readonly connection: number;
  readonly atMs: number;
  readonly from: Sender;
  readonly packet: Packet;
  /** The topic of PUBLISH: topic aliases and MQTT-SN's topic ids are looked up. */
  readonly topic?: string;
}

export interface SeenConnection {
  readonly number: number;
  readonly openedAtMs: number;
  closedAtMs?: number;
  /** The tester cut the connection. */
  isCut?: boolean;
}

export interface ArrivedMessage {
  readonly atMs: number;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: number;
  /** The broker kept the message from before the subscription. */
  readonly retain: boolean;
}

/** One start of a program under judgment. */
export interface ProgramRun {
  /** Counts the programs from 1: `--exec` may name several. */
  readonly program: number;
  readonly command: string;
  readonly startedAtMs: number;
  /** The lines of stdout, without terminal escapes. */
  readonly output: readonly OutputLine[];
  /** The last lines of stderr. */
  readonly errors: readonly string[];
  /** More was printed than the tester keeps. */
  readonly isFlooding: boolean;
  /** The tester asked the program to end. */
  readonly stoppedAtMs: number | undefined;
  readonly exit: ProgramExit | undefined;
}

export interface OutputLine {
  readonly atMs: number;
  readonly text: string;
}

export interface ProgramExit {
  readonly atMs: number;
  /** Undefined after a signal. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** The program could not be started, in words. */
  readonly fault?: string;
}

export interface DoneAct {
  readonly name: string;
  readonly startedAtMs: number;
  /** Undefined while it goes on. */
  endedAtMs?: number;
  /** `hinderedMs` of the evidence at its end. */
  hinderedMs?: number;
}
