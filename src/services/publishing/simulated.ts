import { rememberedByAddress } from '../../building/address-memo.ts';
import type { Layout } from '../../building/layout.ts';
import type { Shard } from '../../building/shard.ts';
import type { DueMessage } from '../../publisher/due-message.ts';
import { deliveriesOf } from '../../simulator/deliveries.ts';
import { lossyReports } from '../../simulator/lossy-reports.ts';
import { type ReportSchedule, scheduledReports } from '../../simulator/report-schedule.ts';
import type { World } from '../../simulator/world.ts';
import { type MessageSettings, messageTopic } from './message-settings.ts';

export interface SimulationSettings extends MessageSettings {
  readonly layout: Layout;
  readonly world: World;
  readonly seed: string;
  /** The simulated time of the first report, in milliseconds since 1970. */
  readonly startMs: number;
  readonly shard: Shard | undefined;
  readonly schedule: ReportSchedule;
  /** The share of single readings that are lost on their way, 0 to 1. */
  readonly loss?: number;
  /** The simulated clock: the time of readings at full speed. */
  readonly now: () => number;
}

/** The readings of a simulated building, each due at its own time; without an end. */
export function* simulatedMessages(settings: SimulationSettings): Generator<DueMessage> {
  const { layout, world, seed, startMs, shard, schedule, loss = 0, now, format, retain, qos } = settings;
  const topicOf = rememberedByAddress(messageTopic(settings));
  const all = scheduledReports(layout, schedule, { seed, startMs, shard }, now);
  const reports = loss === 0 ? all : lossyReports(all, loss, seed);
  for (const { reading, sentMs, spoil } of deliveriesOf(reports, world)) {
    const payload = format.encode(reading);
    yield {
      dueMs: sentMs,
      topic: topicOf(reading.address),
      payload: spoil?.(payload) ?? payload,
      retain,
      qos,
      contentType: format.contentType,
      reading,
      format: format.name,
    };
  }
}
