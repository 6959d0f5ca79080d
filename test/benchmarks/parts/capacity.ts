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

export interface Machine {
  readonly cores: number;
  readonly memoryGb: number;
  readonly networkGbit: number;
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
  /** For each role, a core a process: as many machines as the scarcest of cores, memory and network asks for. */
  readonly machines: { readonly publishers: number; readonly alarms: number; readonly brokers: number };
  /** What a single process can carry, the scarcest first. */
  readonly bounds: readonly Bound[];
}

/** A limit of one process, as a number of sensors. */
export interface Bound {
  readonly what: string;
  readonly sensors: number;
}

/** Topics of an alarm worker, unless --max-topics says otherwise. */
const MAX_TOPICS = 1_000_000;
/** A quorum of three: the node that gets a message sends it to two others, and one of them or itself delivers it. */
const COPIES = 3;

/** Ethernet, IPv4 and TCP around each segment, at full segments 66 of 1514 bytes, and an ACK for every other segment. */
const BELOW_MQTT = 1514 / 1448 + 66 / 2 / 1448;

/**
 * Processes and bandwidth for a number of sensors. Processes are the demand over a process's measured rate at the
 * headroom, rounded up; there are as many shards. Bandwidth assumes packets share segments, as one publisher's packets do.
 */
export function capacityOf(measured: Measured, demand: Demand, machine: Machine): Capacity {
  const { sensors, everyS, headroom } = demand;
  const readingsASecond = sensors / everyS;
  const processes = (rate: number): number => Math.max(1, Math.ceil(readingsASecond / (rate * headroom)));
  const megabits = (bytes: number): number => (readingsASecond * bytes * BELOW_MQTT * 8) / 1e6;
  const publishers = processes(measured.publishRate);
  const alarmWorkers = Math.max(processes(measured.alarmRate), Math.ceil(sensors / MAX_TOPICS));
  const brokerNodes = processes(measured.brokerRate);
  const jsonMbit = megabits(measured.jsonBytes);
  const alarmStateMb = (sensors * measured.alarmBytesASensor) / 1e6;
  const publisherStateMb = (sensors * measured.publishBytesASensor) / 1e6;
  const machines = (count: number, memoryMb: number, mbit: number): number => {
    const byMemory = memoryMb / (machine.memoryGb * 1000 * headroom);
    const byNetwork = mbit / (machine.networkGbit * 1000 * headroom);
    return Math.max(1, Math.ceil(Math.max(count / machine.cores, byMemory, byNetwork)));
  };
  return {
    readingsASecond,
    publishers,
    alarmWorkers,
    brokerNodes,
    jsonMbit,
    cborMbit: megabits(measured.cborBytes),
    alarmStateMb,
    publisherStateMb,
    machines: {
      publishers: machines(publishers, publisherStateMb, jsonMbit),
      alarms: machines(alarmWorkers, alarmStateMb, jsonMbit),
      // A machine takes one node: the copies are for the death of a machine.
      brokers: Math.max(brokerNodes, COPIES, machines(brokerNodes, 0, COPIES * jsonMbit)),
    },
    bounds: boundsOf(measured, demand, machine),
  };
}

function boundsOf(measured: Measured, { everyS, headroom }: Demand, machine: Machine): readonly Bound[] {
  const byRate = (rate: number): number => rate * headroom * everyS;
  const bitsASensor = (measured.jsonBytes * BELOW_MQTT * 8 * COPIES) / everyS;
  const bounds: Bound[] = [
    { what: "a broker node's processor", sensors: byRate(measured.brokerRate) },
    { what: "a publisher's processor", sensors: byRate(measured.publishRate) },
    { what: "an alarm worker's processor", sensors: byRate(measured.alarmRate) },
    { what: "an alarm worker's --max-topics, unless raised", sensors: MAX_TOPICS },
    {
      what: "an alarm worker's share of memory",
      sensors: (machine.memoryGb * 1e9 * headroom) / machine.cores / measured.alarmBytesASensor,
    },
    {
      what: "a broker node's network, with its copies",
      sensors: (machine.networkGbit * 1e9 * headroom) / bitsASensor,
    },
  ];
  return bounds.sort((a, b) => a.sensors - b.sensors);
}
