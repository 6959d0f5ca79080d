/** Measured figures of one machine. Rates are readings a second of one process on one core. */
export interface Measured {
  readonly publishRate: number;
  readonly alarmRate: number;
  /** Readings a second in and out of one broker process, one subscriber. */
  readonly brokerRate: number;
  /** PUBLISH packets with all of their headers, in bytes. */
  readonly jsonBytes: number;
  readonly cborBytes: number;
  /** Memory of an alarm worker for each sensor: the engine's state, topic and address. */
  readonly alarmBytesASensor: number;
  /** Memory of publish for each sensor. */
  readonly publishBytesASensor: number;
}

export interface Demand {
  readonly sensors: number;
  readonly everyS: number;
  /** Used share of the measured rates; the rest is room for bursts and reconnections. */
  readonly headroom: number;
}

export interface Capacity {
  readonly readingsASecond: number;
  readonly publishers: number;
  readonly alarmWorkers: number;
  readonly brokerNodes: number;
  /** Into the brokers; as much again leaves them for each subscriber of everything. Megabits a second. */
  readonly jsonMbit: number;
  readonly cborMbit: number;
  readonly alarmStateMb: number;
  readonly publisherStateMb: number;
}

/** Ethernet, IPv4 and TCP around each segment, at full segments 66 of 1514 bytes, and an ACK for every other segment. */
const BELOW_MQTT = 1514 / 1448 + 66 / 2 / 1448;

/**
 * Processes and bandwidth for a number of sensors. Processes are the demand over a process's measured rate at the
 * headroom, rounded up; there are as many shards. Bandwidth assumes packets share segments, as one publisher's packets do.
 */
export function capacityOf(measured: Measured, { sensors, everyS, headroom }: Demand): Capacity {
  const readingsASecond = sensors / everyS;
  const processes = (rate: number): number => Math.max(1, Math.ceil(readingsASecond / (rate * headroom)));
  const megabits = (bytes: number): number => (readingsASecond * bytes * BELOW_MQTT * 8) / 1e6;
  return {
    readingsASecond,
    publishers: processes(measured.publishRate),
    alarmWorkers: processes(measured.alarmRate),
    brokerNodes: processes(measured.brokerRate),
    jsonMbit: megabits(measured.jsonBytes),
    cborMbit: megabits(measured.cborBytes),
    alarmStateMb: (sensors * measured.alarmBytesASensor) / 1e6,
    publisherStateMb: (sensors * measured.publishBytesASensor) / 1e6,
  };
}
