import { describe, expect, it } from 'vitest';
import type { ObservedBreach } from '../../src/observation/observation.ts';
import type { Sink } from '../../src/observation/sink.ts';
import type { PublishingSession } from '../../src/sinks/sink-kind.ts';
import { createStateTopics } from '../../src/sinks/state-topics.ts';
import { limit, rulesOf, Script, START, TOPIC } from '../alarm/engine/script.ts';

/** A session. It keeps its messages and acknowledges them on demand. */
function slowSession() {
  const sent: { topic: string; retain: boolean; record: Record<string, unknown> }[] = [];
  const unacknowledged: (() => void)[] = [];
  const session: PublishingSession = {
    publish: ({ topic, retain, payload }, done) => {
      sent.push({ topic, retain, record: JSON.parse(Buffer.from(payload).toString()) });
      unacknowledged.push(done);
    },
  };
  const acknowledge = () => {
    for (const done of unacknowledged.splice(0)) done();
  };
  return { sent, session, acknowledge };
}

/** Hands the events of a sensor with these values, one a minute, to a sink. */
function takeAlarms(sink: Sink, values: readonly number[], topic = TOPIC): void {
  const script = new Script(rulesOf({ limits: [limit({})] }));
  for (const [minute, value] of values.entries()) {
    const known = script.events.length;
    script.reading(value, minute * 60_000, topic);
    const subject = script.engine.point(topic);
    for (const event of script.events.slice(known)) sink.take({ kind: 'alarm', event, subject });
  }
}

const breach: ObservedBreach = {
  kind: 'breach',
  address: { building: 'B', floor: 2, wing: 'O', room: 4, sensor: 'TEMP' },
  topic: TOPIC,
  value: 31,
  timeMs: START,
  limit: { side: 'above', value: 30, level: 'critical' },
};

describe('state topics', () => {
  it('publishes the newest state of an alarm, retained, once there is a session', async () => {
    const topics = createStateTopics('alarms');
    const { session, sent, acknowledge } = slowSession();
    takeAlarms(topics, [28, 20, 29]);
    expect(sent).toEqual([]);
    topics.attach(session);
    expect(sent).toMatchObject([
      { topic: `alarms/${TOPIC}`, retain: true, record: { state: 'active', value: 29 } },
    ]);
    acknowledge();
    expect(await topics.end()).toBe(
      'published 1 alarm states under alarms/, 2 replaced by newer ones, 0 not delivered',
    );
  });

  it('has at most 50 messages under way', () => {
    const topics = createStateTopics('alarms');
    const { session, sent, acknowledge } = slowSession();
    topics.attach(session);
    for (let room = 1; room <= 120; room++) takeAlarms(topics, [28], `B/P_2/O/${room}/TEMP`);
    expect(sent).toHaveLength(50);
    acknowledge();
    expect(sent).toHaveLength(100);
  });

  it('publishes each breach, not retained, and bounds those that wait', async () => {
    const topics = createStateTopics('limits');
    const { session, sent, acknowledge } = slowSession();
    for (let i = 0; i < 1003; i++) topics.take(breach);
    topics.attach(session);
    expect(sent[0]).toMatchObject({ topic: `limits/${TOPIC}`, retain: false, record: { state: 'breach' } });
    for (let i = 0; i < 20; i++) acknowledge();
    expect(await topics.end()).toBe(
      'published 1000 breaches under limits/, 0 replaced by newer ones, 3 not delivered',
    );
  });
});
