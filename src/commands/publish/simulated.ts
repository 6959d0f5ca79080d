import type { Layout } from '../../building/layout.ts';
import { formatTopic } from '../../building/topic.ts';
import type { Schedule } from '../../options/readings.ts';
import type { PayloadFormat } from '../../payload/format.ts';
import type { Emission } from '../../publisher/emission.ts';
import { deliveriesOf } from '../../simulator/deliveries.ts';
import { everyReports } from '../../simulator/every-reports.ts';
import { randomReports, rateReports } from '../../simulator/random-reports.ts';
import type { Report } from '../../simulator/report.ts';
import type { World } from '../../simulator/world.ts';

export interface SimulationSettings {
  readonly layout: Layout;
  readonly world: World;
  readonly seed: string;
  readonly startMs: number;
  readonly schedule: Schedule;
  readonly prefix: string | undefined;
  readonly format: PayloadFormat;
  readonly retain: boolean;
  /** The simulated clock, for readings that come as fast as they are taken. */
  readonly now: () => number;
}

/** The readings of a simulated building, each due at its own time; without an end. */
export function* simulatedEmissions(settings: SimulationSettings): Generator<Emission> {
  const { world, format, prefix, retain } = settings;
  for (const { reading, sentMs, spoil } of deliveriesOf(reports(settings), world)) {
    const payload = format.encode(reading);
    yield {
      dueMs: sentMs,
      topic: formatTopic(reading.address, prefix),
      payload: spoil?.(payload) ?? payload,
      retain,
      contentType: format.contentType,
      reading,
      format: format.name,
    };
  }
}

function reports({ layout, seed, startMs, schedule, now }: SimulationSettings): Iterable<Report> {
  switch (schedule.kind) {
    case 'interval':
      return randomReports(layout, { seed, startMs, waitMs: schedule.waitMs });
    case 'every':
      return everyReports(layout, { seed, startMs, periodMs: schedule.periodMs });
    case 'rate':
      return schedule.perSecond === Number.POSITIVE_INFINITY
        ? unpacedReports(layout, { seed, startMs }, now)
        : rateReports(layout, { seed, startMs, perSecond: schedule.perSecond });
  }
}

/** Random sensors at the time the simulated clock shows when they are asked; a millisecond apart where it stands. */
function* unpacedReports(
  layout: Layout,
  { seed, startMs }: { seed: string; startMs: number },
  now: () => number,
): Generator<Report> {
  let isStanding = true;
  for (const report of rateReports(layout, { seed, startMs, perSecond: 1000 })) {
    const time = Math.floor(now());
    isStanding &&= time === startMs;
    yield isStanding ? report : { ...report, time };
  }
}
