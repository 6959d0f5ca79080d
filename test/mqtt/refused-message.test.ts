import { describe, expect, it } from 'vitest';
import { openMqttSession } from '../../src/mqtt/mqtt-session.ts';
import { createRefusedMessageWatch } from '../../src/mqtt/refused-message.ts';
import { startScriptedBroker } from './scripted-broker.ts';
import { sessionSettings } from './session-settings.ts';

const message = (text: string, qos: 1 | 2 = 1) => ({
  topic: 'a/b',
  payload: Buffer.from(text),
  qos,
  retain: false,
});

describe('a message at which the broker closes each connection', () => {
  it('is refused at the third close in a row, soon after the connection opened', () => {
    const watch = createRefusedMessageWatch();
    const bad = message('x');
    expect(watch.isSuspicious).toBe(false);
    expect(watch.closed(10, bad)).toBeUndefined();
    expect(watch.isSuspicious).toBe(false);
    expect(watch.suspicion).toBeUndefined();
    expect(watch.closed(10, bad)).toBeUndefined();
    expect(watch.isSuspicious).toBe(true);
    expect(watch.suspicion?.message).toContain("the message to 'a/b' (QoS 1, 1 byte)");
    expect(watch.closed(10, bad)?.message).toBe(
      "the broker closes each connection at the message to 'a/b' (QoS 1, 1 byte): it may not allow QoS 1, this topic or its size",
    );
    expect(watch.isSuspicious).toBe(false);
  });

  it.each([
    ['another message', 10, message('y')],
    ['no message', 10, undefined],
    ['a connection that stood', 5000, message('x')],
  ])('is not blamed after %s', (_, openMs, oldest) => {
    const watch = createRefusedMessageWatch();
    const bad = message('x');
    watch.closed(10, bad);
    watch.closed(10, bad);
    watch.closed(openMs, oldest);
    expect(watch.suspicion).toBeUndefined();
    expect(watch.closed(10, bad)).toBeUndefined();
  });
});

/** Publishes good, bad and good messages to a broker that closes the connection at each bad one. */
async function publishPast(qos: 1 | 2, isKept: boolean): Promise<string[]> {
  const broker = await startScriptedBroker();
  const settings = sessionSettings(broker.port, isKept ? { clean: false, clientId: 'kept' } : {});
  const opening = openMqttSession({ settings, observer: {}, signal: new AbortController().signal });
  let isOver = false;
  const serving = (async () => {
    while (!isOver) {
      const connection = await broker.accept(isKept);
      for (;;) {
        const packet = await connection.next();
        if (packet.cmd === 'disconnect') return;
        if (packet.cmd === 'pubrel') connection.send({ cmd: 'pubcomp', messageId: packet.messageId ?? 0 });
        if (packet.cmd !== 'publish') continue;
        if (`${packet.payload}` === 'bad') break;
        connection.send({ cmd: qos === 1 ? 'puback' : 'pubrec', messageId: packet.messageId ?? 0 });
      }
      connection.cut();
    }
  })();
  const session = await opening;
  const outcomes = await Promise.all(
    ['1', 'bad', '2', '3'].map(
      (text) =>
        new Promise<string>((resolve) =>
          session.publish(message(text, qos), (error) => resolve(error ? 'refused' : text)),
        ),
    ),
  );
  isOver = true;
  await session.close(1000);
  await serving;
  await broker.close();
  return outcomes;
}

describe('a session', () => {
  it.concurrent.each([
    [1, false],
    [1, true],
    [2, false],
    [2, true],
  ] as const)('at QoS %i passes over it, and delivers all others (kept: %s)', async (qos, isKept) => {
    expect(await publishPast(qos, isKept)).toEqual(['1', 'refused', '2', '3']);
  });
});
