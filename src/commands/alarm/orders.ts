import type { AlarmEngine } from '../../alarm/engine/engine.ts';
import type { AlarmEvent } from '../../alarm/event.ts';
import { type OperatorCommand, readOperatorCommand } from '../../alarm/operator-command.ts';

/** What came of an order, and why. */
export interface Answer {
  readonly ok: boolean;
  readonly reason?: string;
}

const SUFFIX = '/set';

/** The filters of the topics to which people send orders: `PREFIX/<topic>/set` for every topic listened to. */
export function orderFilters(prefix: string, filters: readonly string[]): string[] {
  return filters.map((filter) =>
    filter.endsWith('#') ? `${prefix}/${filter}` : `${prefix}/${filter}${SUFFIX}`,
  );
}

/** The sensor that an order on a topic is for, or undefined where the topic is none for orders. */
export function orderedTopic(prefix: string, topic: string): string | undefined {
  if (!topic.startsWith(`${prefix}/`) || !topic.endsWith(SUFFIX)) return undefined;
  return topic.slice(prefix.length + 1, -SUFFIX.length);
}

/** Carries out an order that came as a message. */
export function carryOut(
  engine: AlarmEngine,
  topic: string,
  payload: Uint8Array,
): { readonly answer: Answer; readonly events: readonly AlarmEvent[] } {
  const order = readOperatorCommand(payload, engine.now);
  if (typeof order === 'string') return { answer: { ok: false, reason: order }, events: [] };
  const events = obey(engine, topic, order);
  if (events === undefined)
    return { answer: { ok: false, reason: refusal(engine, topic, order) }, events: [] };
  return { answer: { ok: true }, events };
}

function obey(engine: AlarmEngine, topic: string, order: OperatorCommand): readonly AlarmEvent[] | undefined {
  switch (order.do) {
    case 'acknowledge':
      return engine.acknowledge(topic);
    case 'shelve':
      return engine.shelve(topic, order.untilMs);
    case 'unshelve':
      return engine.unshelve(topic);
  }
}

function refusal(engine: AlarmEngine, topic: string, order: OperatorCommand): string {
  if (engine.point(topic) === undefined) return 'no such sensor was heard';
  switch (order.do) {
    case 'acknowledge':
      return 'there is no alarm that was not acknowledged';
    case 'shelve':
      return 'there is no alarm to shelve until it is over';
    case 'unshelve':
      return 'it is not shelved';
  }
}
