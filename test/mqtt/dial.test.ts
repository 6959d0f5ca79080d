import { readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Broker, createBroker } from '../../src/broker/broker.ts';
import { readTlsFiles } from '../../src/broker/tls-settings.ts';
import { createDialer } from '../../src/mqtt/dial.ts';
import type { Protocol } from '../../src/mqtt/settings.ts';
import { createMqttBroker } from '../../src/mqtt-sn/relay/mqtt-broker.ts';
import { type Certificates, makeCertificates } from '../broker/certificates.ts';
import { sessionSettings } from './session-settings.ts';

let certificates: Certificates;
let broker: Broker;
beforeAll(async () => {
  certificates = await makeCertificates();
  broker = await createBroker();
});
afterAll(async () => {
  await broker.close();
  await rm(certificates.folder, { recursive: true });
});

async function listen(protocol: Protocol): Promise<number> {
  const { file } = certificates;
  const tls = readTlsFiles({ cert: file('server.crt'), key: file('server.key') });
  const isSecure = protocol === 'mqtts' || protocol === 'wss';
  const webSocket = protocol === 'ws' || protocol === 'wss';
  return (await broker.listen({ host: '127.0.0.1', port: 0, webSocket, ...(isSecure && { tls }) })).port;
}

/** The outcome of a connection as the gateway makes it. */
async function outcome(protocol: Protocol, port: number, ca: Buffer | undefined): Promise<string> {
  const tls = { ca, cert: undefined, key: undefined, insecure: false };
  const endpoint = { protocol, host: 'localhost', port, path: '/' };
  const dial = await createDialer({ ...sessionSettings(port), endpoint, tls });
  const broker = createMqttBroker({ dial, mqttVersion: 4, connectTimeoutMs: 5000 });
  return new Promise((resolve) => {
    const connection = broker.open(
      { clientId: 'test', clean: true },
      {
        connected: () => {
          connection.disconnect();
          resolve('connected');
        },
        refused: ({ reason }) => resolve(reason),
        closed: () => resolve('closed'),
        message: () => {},
      },
    );
  });
}

describe.each(['mqtt', 'mqtts', 'ws', 'wss'] as const)('%s', (protocol) => {
  it('carries an MQTT connection', async () => {
    const ca = await readFile(certificates.file('ca.crt'));
    expect(await outcome(protocol, await listen(protocol), ca)).toBe('connected');
  });
});

describe.each(['mqtts', 'wss'] as const)('%s', (protocol) => {
  it('with a certificate that nobody trusts is refused, and says so', async () => {
    expect(await outcome(protocol, await listen(protocol), undefined)).toMatch(/certificate/);
  });
});

it('nothing there is refused, and says so', async () => {
  expect(await outcome('mqtt', 1, undefined)).toMatch(/ECONNREFUSED/);
});
