import { describe, expect, it } from 'vitest';
import type { Qos } from '../../src/mqtt-protocol/qos.ts';
import { createPublisher, type PublisherSettings } from '../../src/publisher/publisher.ts';
import type { OutgoingMessage, Session } from '../../src/session.ts';

type Done = (error?: Error) => void;

/** A session. The test answers each publish. */
function scriptedSession() {
  const underWay: Done[] = [];
  const session = {
    isOpen: true as boolean,
    whenOpen: () => new Promise<void>(() => {}),
    publish: (_message: OutgoingMessage, done: Done) => void underWay.push(done),
    subscribe: async () => {},
    lost: new Promise<never>(() => {}),
    close: async () => {},
  } satisfies Session;
  return { session, underWay };
}

function setup(qos: Qos, changes: Partial<PublisherSettings> = {}) {
  const { session, underWay } = scriptedSession();
  const errors: string[] = [];
  const publisher = createPublisher({
    session,
    qos,
    isPaced: true,
    onError: ({ message }) => errors.push(message),
    ...changes,
  });
  const publish = (): boolean =>
    publisher.publish({ topic: 't', payload: Buffer.from('four'), qos, retain: false });
  return { session, underWay, errors, publisher, publish };
}

describe('a publisher over a session', () => {
  it.each([
    [1, 1000],
    [2, 20],
  ] as const)('at QoS %d has at most %d messages under way', (qos, most) => {
    const { publisher, publish, underWay } = setup(qos);
    for (; publisher.isReady; publish());
    expect(underWay).toHaveLength(most);
    underWay[0]?.();
    expect(publisher.isReady).toBe(true);
  });

  it('counts messages, bytes, and what became of them', () => {
    const { publisher, publish, underWay, errors } = setup(1);
    publish();
    publish();
    underWay[0]?.();
    underWay[1]?.(new Error('refused'));
    expect(publisher.counts).toEqual({ sent: 2, bytes: 8, delivered: 1, failed: 1, dropped: 0 });
    expect(errors).toEqual(['refused']);
  });

  it('is drained when every message is acknowledged or lost', async () => {
    const { publisher, publish, underWay } = setup(1);
    publish();
    publish();
    let isDrained = false;
    const drained = publisher.drained().then(() => {
      isDrained = true;
    });
    underWay[0]?.();
    await new Promise(setImmediate);
    expect(isDrained).toBe(false);
    underWay[1]?.(new Error('lost'));
    await drained;
  });

  it('drops a paced reading at QoS 0 in a gap of the connection', () => {
    const { publisher, publish, session } = setup(0);
    session.isOpen = false;
    expect(publisher.isReady).toBe(true);
    expect(publish()).toBe(false);
    expect(publisher.counts).toMatchObject({ sent: 0, dropped: 1 });
  });

  it.each([
    [0, false],
    [1, true],
    [1, false],
  ] as const)('at QoS %d, paced: %s, waits in a gap of the connection', (qos, isPaced) => {
    const { publisher, session } = setup(qos, { isPaced });
    session.isOpen = false;
    expect(publisher.isReady).toBe(false);
  });
});
