import { rememberedByAddress } from '../../building/address-memo.ts';
import type { Layout } from '../../building/layout.ts';
import type { Shard } from '../../building/shard.ts';
import { formatTopic } from '../../building/topic.ts';
import type { Schedule } from '../../options/readings.ts';
import type { PayloadFormat } from '../../payload/format.ts';
import type { Emission } from '../../publisher/emission.ts';
import { deliveriesOf } from '../../simulator/deliveries.ts';
import { everyReports } from '../../simulator/every-reports.ts';
import { randomReports, rateReports, unpacedReports } from '../../simulator/random-reports.ts';
import type { Report } from '../../simulator/report.ts';
import type { World } from '../../simulator/world.ts';

export interface SimulationSettings {
  readonly layout: Layout;
  readonly world: World;
  readonly seed: string;
  readonly startMs: number;
  readonly shard: Shard | undefined;
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
  const topicOf = rememberedByAddress((address) => formatTopic(address, prefix));
  for (const { reading, sentMs, spoil } of deliveriesOf(reports(settings), world)) {
    const payload = format.encode(reading);
    yield {
      dueMs: sentMs,
      topic: topicOf(reading.address),
      payload: spoil?.(payload) ?? payload,
      retain,
      contentType: format.contentType,
      reading,
      format: format.name,
    };
  }
}

function reports({ layout, seed, startMs, shard, schedule, now }: SimulationSettings): Iterable<Report> {
  const settings = { seed, startMs, shard };
  switch (schedule.kind) {
    case 'interval':
      return randomReports(layout, { ...settings, waitMs: schedule.waitMs });
    case 'every':
      return everyReports(layout, { ...settings, periodMs: schedule.periodMs });
    case 'rate':
      return schedule.perSecond === Number.POSITIVE_INFINITY
        ? unpacedReports(layout, settings, now)
        : rateReports(layout, { ...settings, perSecond: schedule.perSecond });
  }
}
