import { readTextFile } from '../named-file.ts';
import { FaultPlan } from '../simulator/faults/planned-faults.ts';
import { DEFAULT_FAULT_RATE, MAX_RATE, randomFaults } from '../simulator/faults/random-faults.ts';
import { bothSchedules, type FaultSchedule } from '../simulator/faults/schedule.ts';
import type { FaultRate } from '../simulator/faults/slots.ts';
import { ReadError, type Reader, readNumber, readText } from '../text/reader.ts';
import { problemsFailure } from './file-problems.ts';
import { forceOption } from './force.ts';
import { optional } from './values.ts';

/** For fault detection and diagnosis. */
const PRESET = 'fdd';

/** A rate, the preset, or the name of a file. */
const readFaults: Reader<number | string> = (text) => {
  if (text === PRESET) return text;
  if (text === '') throw new ReadError('use a rate such as 0.02, or a file');
  return /^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(text) ? readNumber(0, MAX_RATE)(text) : text;
};

export const faultOptions = {
  faults: optional(
    {
      group: 'Readings',
      takes: 'RATE|fdd|FILE',
      shown: `${DEFAULT_FAULT_RATE}`,
      describe: `share of time with faults, 0 to ${MAX_RATE}`,
      more: 'It is the fraction of time that a sensor is faulty; events in rooms take 1.5 times as much. With fdd each kind of fault is as frequent as any other. A YAML file plans them instead.',
    },
    readFaults,
  ),
  truth: optional(
    {
      group: 'Output',
      takes: 'FILE',
      isRare: true,
      describe: 'at the end, write the injected faults with place and time as JSON lines',
    },
    readText,
  ),
  force: forceOption,
} as const;

/** Faults of sensors and buildings: at random, or planned in a file. */
export interface Faults {
  readonly rate: FaultRate;
  /** It may grow while the simulation runs. */
  readonly plan: FaultPlan;
  readonly schedule: FaultSchedule;
}

/**
 * The faults in the option. Rejects with a usage failure that has the line of each problem.
 *
 * @param startMs where the simulated clock starts
 */
export async function faultsOf(faults: number | string | undefined, startMs: number): Promise<Faults> {
  if (typeof faults !== 'string' || faults === PRESET) {
    return withPlan(faults ?? DEFAULT_FAULT_RATE, new FaultPlan([]));
  }
  const { readFaultsFile } = await import('../simulator/faults/faults-file.ts');
  const { plan, rate = 0, problems } = readFaultsFile(readTextFile('--faults', faults), startMs);
  if (plan === undefined) throw problemsFailure(faults, problems);
  return withPlan(rate, new FaultPlan(plan));
}

function withPlan(rate: FaultRate, plan: FaultPlan): Faults {
  return { rate, plan, schedule: bothSchedules(randomFaults(rate), plan) };
}
