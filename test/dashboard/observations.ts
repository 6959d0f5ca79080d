import { limitsWith } from '../../src/alarm/breach.ts';
import { AlarmEngine } from '../../src/alarm/engine/engine.ts';
import { rulesFromLimits } from '../../src/alarm/rules/from-limits.ts';
import { parseTopic } from '../../src/building/topic.ts';
import { LiveState } from '../../src/dashboard/live-state.ts';
import type { ObservedMessage } from '../../src/observation/observation.ts';

export const START = Date.UTC(2026, 0, 5, 10);
export const TEMP = 'BUILDING/P_2/O/4/TEMP';

/** A live state on a clock of its own, with an engine of alarms behind it. */
export class Observed {
  nowMs = START;
  readonly state: LiveState;
  readonly engine = new AlarmEngine({ ruleSet: rulesFromLimits(limitsWith([])) });
  seq = 0;

  constructor() {
    this.state = new LiveState({
      now: () => this.nowMs,
      where: 'mqtt://localhost:1883',
      limitsOf: ({ sensor }) => limitsWith([])[sensor],
    });
  }

  /** A reading comes, and its alarms. Undefined is an unreadable message. */
  reading(topic: string, value: number | undefined, seq = this.seq++): void {
    this.state.take(messageOf(topic, value, this.nowMs, seq));
    if (parseTopic(topic) === undefined) return;
    this.#report(this.engine.read({ topic, value: value ?? Number.NaN, timeMs: this.nowMs }), topic);
  }

  /** A message of the moment that nobody has taken yet. */
  message(topic: string, value: number): ObservedMessage {
    return messageOf(topic, value, this.nowMs, this.seq++);
  }

  acknowledge(topic: string): void {
    this.#report(this.engine.acknowledge(topic) ?? [], topic);
  }

  #report(events: ReturnType<AlarmEngine['read']>, topic: string): void {
    for (const event of events) this.state.take({ kind: 'alarm', event, subject: this.engine.point(topic) });
  }
}

function messageOf(topic: string, value: number | undefined, atMs: number, seq: number): ObservedMessage {
  const address = parseTopic(topic)?.address;
  const reading =
    value === undefined || address === undefined
      ? undefined
      : { address, value, timeMs: atMs, seq, format: 'json' };
  return { kind: 'message', topic, qos: 0, retain: false, payload: Buffer.from('x'), reading, atMs };
}
