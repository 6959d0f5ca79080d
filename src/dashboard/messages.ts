import type { Level, Limit } from '../building/limit.ts';
import type { DataSheet } from '../building/sensors/data-sheet.ts';
import type { SensorKind } from '../building/sensors.ts';
import type { ExchangeStep } from '../trace/exchange.ts';
import type { Sender } from '../trace/packet.ts';
import type { TraceSummary } from '../trace/totals.ts';

/**
 * The messages between the server and its pages: the one file that both sides import. Each message is a JSON text in a
 * WebSocket frame. A page first sends `token`; the server then sends `welcome`, and a whole `update`. All times are
 * milliseconds since 1970 on the server's clock.
 */
export type ServerMessage =
  | Welcome
  | Update
  | RoomDetails
  | Traffic
  | Packets
  | PacketDetails
  | CommandResult;

export type PageMessage = TokenMessage | ViewMessage | PacketMessage | CommandingMessage;

/** The messages with a result of the same number as their answer. */
export type CommandingMessage = CommandMessage | InjectMessage | MendMessage | CaptureMessage;

/** Facts for as long as the server runs. */
export interface Welcome {
  readonly type: 'welcome';
  readonly version: string;
  /** The limits or rules in force, in words. */
  readonly rules: string;
  readonly startedAtMs: number;
  /** The kinds of sensor that the layout file adds, if it adds any. */
  readonly kinds?: readonly DataSheet[];
  /** The faults to inject, if this process simulates the building. */
  readonly faults?: readonly InjectableFault[];
  /** The address of the traced port, if there is one. */
  readonly tracedAt?: string;
}

export interface InjectableFault {
  readonly name: string;
  readonly describe: string;
  /** The extent: one sensor, a room, the rooms of a wing of a floor … */
  readonly scope: 'sensor' | 'room' | 'zone' | 'floor' | 'building';
  /** The kinds of sensor with a visible effect. */
  readonly sensors: readonly SensorKind[];
}

/** A change of the state, or the whole state. */
export interface Update {
  readonly type: 'update';
  /** The page forgets everything it knew before. */
  readonly isWhole: boolean;
  readonly nowMs: number;
  readonly status: Status;
  /** Sensors heard for the first time. A topic is any text. */
  readonly sensors: readonly NewSensor[];
  readonly values: readonly ValueRow[];
  readonly alarms: readonly AlarmRow[];
  /** The silence of rooms, wings, floors and buildings; the whole list at each change. */
  readonly silences?: readonly GroupSilence[];
  readonly statistics?: AlarmFigures;
}

export type NewSensor = readonly [id: number, topic: string];
/** A value of null: the last message could not be read. */
export type ValueRow = readonly [id: number, value: number | null, atMs: number, isOld: 0 | 1];
/** An alarm of null: the sensor is normal. */
export type AlarmRow = readonly [id: number, alarm: SensorAlarm | null];

/** The alarm of one sensor, and the other irregular states: silent, invalid, shelved. */
export interface SensorAlarm {
  /** `normal` if the sensor is only silent, invalid or shelved. */
  readonly phase: 'active' | 'clearing' | 'normal';
  readonly level?: Level;
  readonly rule?: string;
  readonly limit?: number;
  readonly sinceMs?: number;
  /** The value farthest beyond the limit. */
  readonly peak?: number;
  readonly isAcknowledged: boolean;
  readonly isSilent: boolean;
  readonly isInvalid: boolean;
  /** The end of its shelf, or `once` until the present alarm is over. */
  readonly shelvedUntil?: number | 'once';
  /** The name of the suppressing rule. */
  readonly suppressedBy?: string;
}

export interface GroupSilence {
  readonly topic: string;
  readonly place: 'sensor' | 'room' | 'wing' | 'floor' | 'building';
  readonly level: Level;
  readonly rule: string;
  readonly sinceMs: number;
}

export interface Status {
  readonly connection: ConnectionStatus;
  readonly readings: number;
  /** Messages in the last seconds, for each second. */
  readonly ratePerSecond: number;
  readonly unreadable: number;
  /** Sensors beyond the bound of the memory. They are not shown. */
  readonly sensorsLeftOut: number;
}

export interface ConnectionStatus {
  /** The broker as a URL without user and password, or the name of a recording. */
  readonly where: string;
  readonly state: 'connecting' | 'connected' | 'lost' | 'replaying' | 'ended';
  readonly isRecording?: true;
  /** This process hosts the broker. */
  readonly isHosted: boolean;
  readonly sinceMs: number;
  /** The reason of a lost connection. */
  readonly why?: string;
}

/** The run so far in the terms of EEMUA 191. */
export interface AlarmFigures {
  readonly raised: number;
  readonly per10Min: number | null;
  readonly mostIn10Min: number;
  readonly floods: number;
  /** Alarms with three raises or more within a minute, the worst first. */
  readonly chattering: readonly (readonly [topic: string, rule: string, times: number])[];
  /** Rules with the most alarms first. */
  readonly byRule: readonly (readonly [rule: string, alarms: number])[];
}

/** The sensors of the open room. */
export interface RoomDetails {
  readonly type: 'room';
  /** The room's topic: a sensor's topic without the last level. */
  readonly room: string;
  readonly sensors: readonly SensorDetails[];
  /** The truth: the faults that the simulation has there now, if this process simulates the building. */
  readonly faults?: readonly PresentFault[];
}

export interface PresentFault {
  readonly name: string;
  readonly scope: InjectableFault['scope'];
  /** The kinds of the room's sensors with a visible effect. */
  readonly sensors: readonly string[];
  /** The simulated time until the end, in milliseconds. */
  readonly leftMs: number;
  /** Set for a fault that can be mended. */
  readonly place?: number;
}

export interface SensorDetails {
  readonly id: number;
  readonly readings: number;
  readonly unreadable: number;
  /** The fault of the last unreadable message. */
  readonly reason?: string;
  readonly format?: string;
  readonly seq?: number;
  /** Missing sequence numbers. */
  readonly gaps: number;
  /** The limits on values in force now. */
  readonly limits: readonly Limit[];
  /** Once after the room was opened: the last hour, by time. */
  readonly history?: readonly HistoryRow[];
}

/** The smallest and the largest value of ten seconds. */
export type HistoryRow = readonly [atMs: number, min: number, max: number];

/** The messages by their senders: once a second to a page with that panel open. */
export interface Traffic {
  readonly type: 'traffic';
  readonly groups: readonly GroupRow[];
  /** Other topics, the busiest first. */
  readonly topics: readonly TopicRow[];
  /** The number of topics with the text of the search, listed or not. */
  readonly topicsFound: number;
  /** Messages of topics beyond the bound of the memory. */
  readonly topicsLeftOut: number;
  /** The students' programs under `check --report-to`. */
  readonly checks: readonly CheckRow[];
  /** At the opening of the panel and after each change, if the broker publishes figures under `$SYS`. */
  readonly broker?: BrokerFigures;
}

/** The broker's own figures. */
export interface BrokerFigures {
  /** Any text. */
  readonly version?: string;
  readonly uptimeS?: number;
  readonly rows: readonly BrokerFigure[];
}

export interface BrokerFigure {
  readonly label: string;
  readonly total?: number;
  /** Of a counter: the growth in a second. */
  readonly rate?: number;
  /** The history is that of the rate, not of the total. */
  readonly isRate: boolean;
  /** The last hour, by time. */
  readonly history: readonly HistoryRow[];
}

/** The readings of one building below one prefix: of one student in a class. */
export interface GroupRow {
  /** Prefix and building: the front of the topics. */
  readonly key: string;
  readonly sensors: number;
  readonly messages: number;
  readonly ratePerSecond: number;
  readonly unreadable: number;
  /** The fault of the last unreadable message. */
  readonly reason?: string;
  readonly lastTopic: string;
  /** Null for an unreadable message. */
  readonly value: number | null;
  readonly lastAtMs: number;
}

/** The progress of one student's program, or its last result. */
export interface CheckRow {
  readonly topic: string;
  /** Any text. */
  readonly exercise: string;
  readonly state: 'running' | 'done' | 'gone';
  readonly passed: number;
  /** Checks with a verdict. */
  readonly decided: number;
  readonly checks: number;
  readonly points: number;
  readonly maxPoints: number;
  /** The names of failed checks. Any text. */
  readonly failing: readonly string[];
  readonly atMs: number;
}

export interface TopicRow {
  readonly topic: string;
  readonly messages: number;
  readonly ratePerSecond: number;
  /** Of the last payload. */
  readonly bytes: number;
  readonly lastAtMs: number;
  /** The last payload as text, CBOR's notation or hexadecimal digits. It may hold any character. */
  readonly payload: string;
  readonly isCut: boolean;
}

/** Packets of traced clients: ten times a second to a page with that panel open. */
export interface Packets {
  readonly type: 'packets';
  /** The page forgets the rows that it had. */
  readonly isWhole: boolean;
  /** Packets before the rows that were too many to draw. */
  readonly leftOut: number;
  readonly rows: readonly PacketRow[];
  /** Once a second. */
  readonly totals?: PacketTotals;
}

/** A row of the ladder: a packet, or an event of the connection itself. */
export interface PacketRow {
  /** Counts all rows from 1. */
  readonly id: number;
  readonly connection: number;
  readonly atMs: number;
  /** Null for the connection itself. */
  readonly from: Sender | null;
  /** Any text. */
  readonly name: string;
  /** Any text. */
  readonly words: string;
  /** The length of a packet; undefined for an event that is no packet. */
  readonly bytes?: number;
  readonly isFaulty?: true;
  readonly isClosed?: true;
  readonly role?: ExchangeStep['role'];
  /** The id of the row that opened the exchange. */
  readonly exchange?: number;
  readonly openedAtMs?: number;
}

export interface PacketTotals extends TraceSummary {
  /** The newest connections, the newest first. */
  readonly clients: readonly TracedClient[];
}

export interface TracedClient {
  readonly connection: number;
  /** The client id, else the address. Any text. */
  readonly name: string;
  readonly isOpen: boolean;
}

/** One packet with its bytes, when a page asks for it. */
export interface PacketDetails {
  readonly type: 'packet';
  readonly id: number;
  /** Undefined for a packet that is not kept any more. */
  readonly packet?: PacketContents;
}

export interface PacketContents {
  readonly name: string;
  readonly from: Sender;
  readonly connection: number;
  readonly atMs: number;
  readonly bytes: number;
  /** One sentence on the purpose. */
  readonly purpose?: string;
  readonly fault?: string;
  readonly fields: readonly FieldRow[];
  /** Further fields, which are not listed. */
  readonly fieldsLeftOut: number;
}

export interface FieldRow {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  /** The first bytes in hexadecimal; undefined for a secret. */
  readonly hex?: string;
  /** The meaning of the bytes, or their printable characters. Any text. */
  readonly meaning?: string;
}

/** The answer to a command. */
export interface CommandResult {
  readonly type: 'result';
  readonly command: number;
  readonly isDone: boolean;
  /** The reason for not doing it. */
  readonly reason?: string;
}

export interface TokenMessage {
  readonly type: 'token';
  readonly token: string;
}

/** The part of the state on show. */
export interface ViewMessage {
  readonly type: 'view';
  /** A hidden or paused page is sent nothing; a page that shows again is sent the whole state. */
  readonly isShown: boolean;
  /** The topic of the open room, or null. */
  readonly room: string | null;
  /** The text in the topics of the open panel of traffic, or null for a closed panel. */
  readonly traffic: string | null;
  /** The connection in the open panel of packets, 0 for all of them, or null for a closed panel. */
  readonly packets: number | null;
}

/** Asks for the details of a packet, by the id of its row. */
export interface PacketMessage {
  readonly type: 'packet';
  readonly id: number;
}

/** An operator's command on the alarm of one sensor. The server answers with a result of the same number. */
export interface CommandMessage {
  readonly type: 'command';
  readonly command: number;
  readonly topic: string;
  readonly do: OperatorAction;
}

/** Injects a fault that begins now. The server answers with a result of the same number. */
export interface InjectMessage {
  readonly type: 'inject';
  readonly command: number;
  /** The topic of a sensor or of a room. */
  readonly topic: string;
  readonly fault: string;
  /** 0 to 1. */
  readonly severity: number;
  /** In simulated milliseconds. */
  readonly durationMs: number;
}

/** Ends a fault now. The server answers with a result of the same number. */
export interface MendMessage {
  readonly type: 'mend';
  readonly command: number;
  readonly place: number;
}

/** Asks for the packets of the panel as a pcapng file: a binary message, or a result with the reason for none. */
export interface CaptureMessage {
  readonly type: 'capture';
  readonly command: number;
}

export type OperatorAction =
  | { readonly command: 'acknowledge' }
  | { readonly command: 'unshelve' }
  /** A duration such as `30m`. */
  | { readonly command: 'shelve'; readonly for: string }
  | { readonly command: 'shelve'; readonly once: true };
