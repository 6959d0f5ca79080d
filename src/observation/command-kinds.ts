import type { BenchResult } from '../bench/result.ts';
import type { BrokerEvent } from '../broker/event.ts';
import type { ClassResult } from '../check/class/class-result.ts';
import type { ClassTable } from '../check/class/class-table.ts';
import type { Finding } from '../check/judge.ts';
import type { CheckReport } from '../check/report/report.ts';
import type { GatewayEvent } from '../mqtt-sn/gateway/event.ts';
import type { ProbeAnswer } from '../probe/probe.ts';
import type { Sample } from '../stats/broker-status.ts';
import type { ClientList } from '../stats/client-list.ts';
import type { TraceEvent } from '../trace/event.ts';
import type { ExchangeStep } from '../trace/exchange.ts';
import type { TraceSummary } from '../trace/totals.ts';

/** The kinds that one command alone observes. Their views are loaded with that command only. */
export type CommandObservation =
  | ObservedTrace
  | TraceTotals
  | ObservedBrokerEvent
  | ObservedGatewayEvent
  | ObservedSample
  | ObservedClients
  | ObservedAnswer
  | ObservedMeasurement
  | ObservedFinding
  | ObservedCheckReport
  | ObservedClassResult
  | ObservedClassTable;

/** A packet that `trace` passed on, or a connection that was opened or closed through it. */
export interface ObservedTrace {
  readonly kind: 'trace';
  readonly event: TraceEvent;
  /** The packet's part in an exchange of several. */
  readonly step: ExchangeStep;
}

/** The totals of all packets of a trace. */
export interface TraceTotals {
  readonly kind: 'trace-totals';
  readonly summary: TraceSummary;
}

/** An event of the broker that this process runs. */
export interface ObservedBrokerEvent {
  readonly kind: 'broker';
  readonly event: BrokerEvent;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/** An event of the MQTT-SN gateway that this process runs. */
export interface ObservedGatewayEvent {
  readonly kind: 'gateway';
  readonly event: GatewayEvent;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/** The figures that a broker publishes under $SYS. */
export interface ObservedSample {
  readonly kind: 'sample';
  readonly sample: Sample;
}

/** The clients that a broker of building-sim lists. */
export interface ObservedClients {
  readonly kind: 'clients';
  readonly list: ClientList;
}

/** A broker's answer to one question of `stats --check-broker`. */
export interface ObservedAnswer {
  readonly kind: 'answer';
  readonly answer: ProbeAnswer;
}

/** The result of one measurement of `bench`. */
export interface ObservedMeasurement {
  readonly kind: 'measurement';
  readonly result: BenchResult;
}

/** The verdict of one check on a program. */
export interface ObservedFinding {
  readonly kind: 'finding';
  /** The name of the exercise. */
  readonly exercise: string;
  readonly finding: Finding;
}

/** All verdicts on a program. The last observation of its run. */
export interface ObservedCheckReport {
  readonly kind: 'check-report';
  readonly report: CheckReport;
}

/** One exercise of one student in a class. */
export interface ObservedClassResult {
  readonly kind: 'class-result';
  readonly result: ClassResult;
  /** From an earlier run of the class, whose program has not changed. */
  readonly isKept: boolean;
}

/** All results of a class. The last observation of its run. */
export interface ObservedClassTable {
  readonly kind: 'class-table';
  readonly table: ClassTable;
}
