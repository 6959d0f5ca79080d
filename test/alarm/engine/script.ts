import { AlarmEngine, type EngineOptions } from '../../../src/alarm/engine/engine.ts';
import type { AlarmEvent } from '../../../src/alarm/event.ts';
import { utcClock } from '../../../src/alarm/rules/local-clock.ts';
import type { Rule, RuleLimit, RuleSet } from '../../../src/alarm/rules/rule.ts';

/** Monday 2026-01-05 08:00 UTC. */
export const START = Date.UTC(2026, 0, 5, 8);
export const TOPIC = 'B/P_2/O/4/TEMP';
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

export function limit(given: Partial<RuleLimit>): RuleLimit {
  return {
    kind: 'above',
    value: 27,
    level: 'high',
    deadband: 0,
    onDelayMs: 0,
    offDelayMs: 0,
    n: 1,
    of: 1,
    withinMs: 0,
    ...given,
  };
}

export function rule(given: Partial<Rule>): Rule {
  return { name: 'warm', scope: { sensor: ['TEMP'] }, limits: [], latch: false, ...given };
}

export function rulesOf(...rules: Partial<Rule>[]): RuleSet {
  return { rules: rules.map(rule), clock: utcClock };
}

/** An engine with its events as `state level @seconds`, and with the topic's room for several topics. */
export class Script {
  readonly events: AlarmEvent[] = [];
  readonly engine: AlarmEngine;

  constructor(ruleSet: RuleSet, options: Partial<EngineOptions> = {}) {
    this.engine = new AlarmEngine({ ruleSet, ...options });
  }

  /** Gives a value every `stepMs` from a time on; null is a step without a reading. */
  values(values: readonly (number | null)[], { from = 0, stepMs = MINUTE, topic = TOPIC } = {}): this {
    for (const [i, value] of values.entries()) {
      if (value !== null) this.reading(value, from + i * stepMs, topic);
    }
    return this;
  }

  reading(value: number, atMs: number, topic = TOPIC): this {
    this.events.push(...this.engine.read({ topic, value, timeMs: START + atMs }));
    return this;
  }

  until(atMs: number): this {
    this.events.push(...this.engine.advance(START + atMs));
    return this;
  }

  get reported(): string[] {
    return this.events.map(({ state, level, timeMs }) => `${state} ${level} @${(timeMs - START) / SECOND}`);
  }
}
