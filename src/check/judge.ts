import type { Evidence } from './evidence.ts';
import type { CheckItem, Exercise } from './exercise.ts';
import type { Task } from './task.ts';
import { notSeen, type Verdict } from './verdict.ts';
import { type Words, words } from './words.ts';

/** The verdict of one check of an exercise. */
export interface Finding {
  readonly item: CheckItem;
  readonly verdict: Verdict;
  /** The rule in a sentence, for the task of this run. */
  readonly rule: Words;
  /** Milliseconds since the start of the run. */
  readonly atMs: number;
}

/** Decides the checks of an exercise, each as soon as the evidence allows it. */
export class Judge {
  readonly #exercise: Exercise;
  readonly #task: Task;
  readonly #findings = new Map<string, Finding>();

  constructor(exercise: Exercise, task: Task) {
    this.#exercise = exercise;
    this.#task = task;
  }

  get isDone(): boolean {
    return this.#findings.size === this.#exercise.checks.length;
  }

  /** All verdicts so far, in the order of their decision. */
  get findings(): readonly Finding[] {
    return [...this.#findings.values()];
  }

  /** The verdicts that this evidence allows and earlier evidence did not. With `isOver` all others come, too. */
  review(evidence: Evidence, isOver: boolean): readonly Finding[] {
    const fresh: Finding[] = [];
    for (const item of this.#exercise.checks) {
      if (this.#findings.has(item.id)) continue;
      const verdict = this.#decide(item, evidence, isOver);
      if (verdict === undefined) continue;
      const rule = item.kind.rule(item.parameters, this.#task);
      const finding = { item, verdict, rule, atMs: evidence.nowMs };
      this.#findings.set(item.id, finding);
      fresh.push(finding);
    }
    return fresh;
  }

  #decide(item: CheckItem, evidence: Evidence, isOver: boolean): Verdict | undefined {
    const missing = item.needs.find((need) => isInTheWay(this.#findings.get(need), evidence));
    if (missing !== undefined) {
      const seen = words(`needs '${missing}'`, `necesita '${missing}'`);
      return { outcome: 'skipped', seen };
    }
    // A prerequisite without a verdict: the check waits.
    if (item.needs.some((need) => !this.#findings.has(need))) return undefined;
    const isLate =
      isOver || (item.withinMs !== undefined && evidence.nowMs - evidence.hinderedMs >= item.withinMs);
    const verdict = item.kind.decide(evidence, item.parameters, this.#task, isLate);
    if (verdict === undefined) return isLate ? NOTHING : undefined;
    return verdict.outcome === 'failed' && item.isLenient ? { ...verdict, outcome: 'warning' } : verdict;
  }
}

const NOTHING = notSeen(words('nothing that shows it', 'nada que lo muestre'));

/** A watcher does not see a prerequisite, and goes on without it. */
function isInTheWay(finding: Finding | undefined, { seesPackets }: Evidence): boolean {
  if (finding?.verdict.outcome === 'not-seen' && !seesPackets) return false;
  return (
    finding !== undefined && finding.verdict.outcome !== 'passed' && finding.verdict.outcome !== 'warning'
  );
}
