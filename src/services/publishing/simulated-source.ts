import type { Address } from '../../building/address.ts';
import { addressesOf, type Layout, narrowLayout } from '../../building/layout.ts';
import type { SensorKind } from '../../building/sensors.ts';
import { inShard, type Shard } from '../../building/shard.ts';
import type { Sink } from '../../observation/sink.ts';
import type { OutputFile } from '../../output-file.ts';
import type { Effects } from '../../simulator/faults/fault-type.ts';
import { effectsAt, type FaultPlan, type PlannedFault } from '../../simulator/faults/planned-faults.ts';
import { bothSchedules, type FaultSchedule } from '../../simulator/faults/schedule.ts';
import type { FaultRate } from '../../simulator/faults/slots.ts';
import { OrderBook } from '../../simulator/orders/order-book.ts';
import { type ReportSchedule, reportsBetween } from '../../simulator/report-schedule.ts';
import type { Site } from '../../simulator/site.ts';
import { createWorld, type World, type WorldSettings } from '../../simulator/world.ts';
import { warn } from '../note.ts';
import type { MessageSettings } from './message-settings.ts';
import { createOrderDesk } from './order-desk.ts';
import { simulatedMessages } from './simulated.ts';
import type { MessageSource } from './source.ts';
import { openTruth } from './truth-file.ts';
import { createWhatIf } from './what-if.ts';

export interface SimulatedSourceSettings extends MessageSettings {
  readonly layout: Layout;
  readonly site: Site;
  readonly seed: string;
  /** The simulated time of the first report, in milliseconds since 1970. */
  readonly startMs: number;
  readonly shard: Shard | undefined;
  readonly schedule: ReportSchedule;
  /** The share of single readings that are lost on their way, 0 to 1. */
  readonly loss?: number;
  readonly values: WorldSettings['values'];
  /** The range of uniform values, by kind of sensor. */
  readonly ranges: ReadonlyMap<SensorKind, readonly [min: number, max: number]>;
  readonly faults: {
    readonly rate: FaultRate;
    readonly plan: FaultPlan;
    readonly schedule: FaultSchedule;
  };
  /** Uniform values have faults too. */
  readonly areUniformFaulty: boolean;
  /** Rooms take orders while the source runs. */
  readonly takesOrders?: boolean;
  /** A file for the injected faults. */
  readonly truth: OutputFile | undefined;
  /** Readings keep pace with the simulated clock, if the schedule has a pace. */
  readonly isClockPaced: boolean;
  /** The simulated clock, in milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * The readings of a simulated building. The sink takes a warning for each planned fault that no selected sensor shows.
 * Throws a usage failure if the file of the truth can't be written.
 */
export function simulatedSource(settings: SimulatedSourceSettings, sink: Sink): MessageSource {
  const { layout, site, seed, startMs, shard, schedule, values, ranges, faults, areUniformFaulty } = settings;
  const orders = new OrderBook();
  const disturbances = settings.takesOrders ? bothSchedules(faults.schedule, orders) : faults.schedule;
  const world = createWorld({ seed, site, values, ranges, faults: disturbances, areUniformFaulty });
  for (const fault of faults.plan.faults) {
    if (isSeenAnywhere(fault, layout, world)) continue;
    warn(sink, `--faults: none of the selected sensors has the ${fault.type.type} that is planned`);
  }
  let reportedMs = Number.NEGATIVE_INFINITY;
  const messages = simulatedMessages({
    ...settings,
    world: {
      ...world,
      deliveries: (report) => {
        reportedMs = report.timeMs;
        return world.deliveries(report);
      },
    },
  });
  const hasPace = schedule.kind !== 'rate' || schedule.perSecond !== Number.POSITIVE_INFINITY;
  const isPaced = hasPace && settings.isClockPaced;
  const { rate, plan } = faults;
  const shows = (address: Address, effects: Effects) =>
    inShard(address, shard) && world.shows(address, effects);
  // A reading is computed before it is due. Neither a fault nor an order must change the reading afterwards.
  const now = () => Math.max(Math.floor(settings.now()), reportedMs + 1);
  const whatIf = createWhatIf({ layout, prefix: settings.prefix, seed, rate, plan, now, shows });
  const mayCutOff = rate !== 0 || plan.faults.some(({ type }) => type.cutsOff);
  const isCutOff = mayCutOff ? world.isCutOff : undefined;
  const reports = reportsBetween(schedule, { seed, startMs });
  const injected = { seed, rate, plan: plan.faults, startMs, shows, ...(reports && { reports }) };
  const truth = settings.truth && openTruth(settings.truth, layout, injected);
  const desk = { layout, prefix: settings.prefix, orders, now, onOrder: truth?.addOrder ?? (() => {}) };
  return {
    messages: truth?.watched(messages) ?? messages,
    isPaced,
    whatIf,
    building: { layout, shard, seed, startMs, isCutOff, onOutage: truth?.addOutage ?? (() => {}) },
    ...(settings.takesOrders && { orders: createOrderDesk(desk, sink) }),
    ...(truth && { atEnd: truth.write }),
  };
}

function isSeenAnywhere(fault: PlannedFault, layout: Layout, world: World): boolean {
  // The rooms next door may feel a fault outside its plan.
  const candidates = fault.type.nextDoor ? layout : narrowLayout(layout, fault.where);
  for (const address of addressesOf(candidates)) {
    const effects = effectsAt(fault, address);
    if (effects && world.shows(address, effects)) return true;
  }
  return false;
}
