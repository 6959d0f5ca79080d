import type { Delivery } from './delivery.ts';
import type { Report } from './report.ts';
import type { World } from './world.ts';

/** The messages of a building in the order of sending. Late messages wait for their time. */
export function* deliveriesOf(
  reports: Iterable<Report>,
  world: Pick<World, 'deliveries'>,
): Generator<Delivery> {
  /** In the order of sending. The list is short. */
  const waiting: Delivery[] = [];
  for (const report of reports) {
    while (waiting[0] !== undefined && waiting[0].sentMs <= report.timeMs) yield* waiting.splice(0, 1);
    for (const delivery of world.deliveries(report)) {
      if (delivery.sentMs <= report.timeMs) yield delivery;
      else insert(waiting, delivery);
    }
  }
  yield* waiting;
}

function insert(waiting: Delivery[], delivery: Delivery): void {
  const later = waiting.findIndex(({ sentMs }) => sentMs > delivery.sentMs);
  waiting.splice(later === -1 ? waiting.length : later, 0, delivery);
}
