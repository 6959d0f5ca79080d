import { hashText, mix, uniform } from './hash.ts';
import { placeSeeds } from './place-seeds.ts';
import type { Report } from './report.ts';

/**
 * The reports less a share of them, lost one by one: a hash of the sensor and the report decides. The others keep their
 * numbers.
 *
 * @param loss 0 to 1
 */
export function* lossyReports(reports: Iterable<Report>, loss: number, seed: string): Generator<Report> {
  const losses = mix(hashText(seed), LOST);
  for (const report of reports) {
    if (uniform(mix(placeSeeds(losses, report.address).sensor, report.seq)) >= loss) yield report;
  }
}

const LOST = hashText('lost');
