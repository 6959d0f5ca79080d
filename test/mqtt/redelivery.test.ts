// Tests src/mqtt/ as a whole: messages sent again after a reconnection.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMqttSession } from '../../src/mqtt/mqtt-session.ts';
import type { Qos } from '../../src/mqtt-protocol/qos.ts';
import type { Session } from '../../src/session.ts';
import { type ScriptedBroker, startScriptedBroker } from './scripted-broker.ts';
import { sessionSettings } from './session-settings.ts';

let broker: ScriptedBroker;
let session: Session;
beforeEach(async () => {
  broker = await startScriptedBroker();
});
afterEach(async () => {
  await session.close(0);
  await broker.close();
});

async function connectTo(kept: boolean) {
  const settings = sessionSettings(broker.port, kept ? { clean: false, clientId: 'kept' } : {});
  const opening = openMqttSession({ settings, observer: {}, signal: new AbortController().signal });
  const connection = await broker.accept(false);
  session = await opening;
  return connection;
}

/** Publishes `0`, `1` … and collects the outcomes. */
function publishAll(count: number, qos: Qos): string[] {
  const settled: string[] = [];
  for (let n = 0; n < count; n++) {
    session.publish({ topic: 't', payload: Buffer.from(`${n}`), qos, retain: false }, (error) =>
      settled.push(error ? error.message : `${n}`),
    );
  }
  return settled;
}

describe('a connection that breaks before the acknowledgement', () => {
  it.each([
    ['a session that the broker kept goes on with PUBREL', true, { cmd: 'pubrel' }],
    ['a session that it forgot begins with PUBLISH again', false, { cmd: 'publish', dup: false, qos: 2 }],
  ])('at QoS 2: %s', async (_, sessionPresent, expected) => {
    const first = await connectTo(true);
    const settled = publishAll(1, 2);
    const { messageId = 0 } = await first.next();
    first.send({ cmd: 'pubrec', messageId });
    expect(await first.next()).toMatchObject({ cmd: 'pubrel', messageId });
    first.cut();

    const second = await broker.accept(sessionPresent);
    const resent = await second.next();
    expect(resent).toMatchObject({ ...expected, ...(sessionPresent && { messageId }) });
    if (resent.cmd === 'publish') {
      second.send({ cmd: 'pubrec', messageId: resent.messageId ?? 0 });
      await second.next();
    }
    second.send({ cmd: 'pubcomp', messageId: resent.messageId ?? 0 });
    await expect.poll(() => settled).toEqual(['0']);
  });

  it('at QoS 1: a kept session sends the same packet again, marked as a duplicate', async () => {
    const first = await connectTo(true);
    const settled = publishAll(1, 1);
    const sent = await first.next();
    first.cut();
    const second = await broker.accept(true);
    expect(await second.next()).toMatchObject({ cmd: 'publish', dup: true, messageId: sent.messageId });
    second.send({ cmd: 'puback', messageId: sent.messageId ?? 0 });
    await expect.poll(() => settled).toEqual(['0']);
  });

  it('at QoS 1: a clean session publishes all again at once, in order, and what came meanwhile after it', async () => {
    const first = await connectTo(false);
    const settled = publishAll(3, 1);
    for (let n = 0; n < 3; n++) await first.next();
    first.cut();
    await expect.poll(() => session.isOpen).toBe(false);
    session.publish({ topic: 't', payload: Buffer.from('late'), qos: 1, retain: false }, () =>
      settled.push('late'),
    );

    const second = await broker.accept(false);
    const resent = [];
    for (let n = 0; n < 4; n++) resent.push(await second.next());
    expect(resent.map((packet) => packet.cmd === 'publish' && `${packet.payload}`)).toEqual([
      '0',
      '1',
      '2',
      'late',
    ]);
    expect(resent).toMatchObject(Array(4).fill({ dup: false }));
    for (const { messageId = 0 } of resent) second.send({ cmd: 'puback', messageId });
    await expect.poll(() => settled).toEqual(['0', '1', '2', 'late']);
  });

  it('ends with an error when it is lost for good', async () => {
    const settings = sessionSettings(broker.port, { giveUpMs: 0 });
    const opening = openMqttSession({ settings, observer: {}, signal: new AbortController().signal });
    const connection = await broker.accept(false);
    session = await opening;
    connection.cut();
    await session.lost;
    expect(publishAll(1, 1)).toEqual([expect.stringMatching(/^can't reach mqtt:\/\/127\.0\.0\.1/)]);
  });
});
