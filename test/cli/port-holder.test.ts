// Tests src/services/port-holder.ts
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createBroker } from '../../src/broker/broker.ts';
import { lacks } from '../parts.ts';
import { freePort } from './free-port.ts';
import { useMosquitto } from './mosquitto.ts';
import { startCli } from './run.ts';
import { runHere } from './run-here.ts';

const mosquitto = lacks('mosquitto') ? undefined : useMosquitto();

/** The line of a command that wants a taken port. */
async function told(port: number, ...args: readonly string[]): Promise<string> {
  const command = args.length > 0 ? args : ['broker', '--port', String(port)];
  const { code, stdout, stderr } = await runHere(command);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  return stderr;
}

const line = (port: number, holder: string) =>
  `building-sim: port ${port} of 127.0.0.1 is taken: ${holder}; stop it or choose another port\n`;

it.each(['alarm', 'gateway --listen 127.0.0.1:0', 'demo --rate 1'])(
  'names the command that carries a broker: %s',
  async (command) => {
    const port = await freePort();
    const env = { BUILDING_SIM_DEFAULT_PORT: String(port), BUILDING_SIM_EMBEDDED: 'true' };
    const carrier = startCli(command.split(' '), { env });
    await carrier.errLine(/this process now runs one/);
    const name = `a building-sim ${command.split(' ')[0]} (pid ${carrier.process.pid}) carries the broker`;
    expect(await told(port)).toBe(line(port, name));
    await carrier.stop();
  },
);

it('names our broker, for a proxy, too', async () => {
  const broker = startCli(['broker', '--port', '0']);
  const port = Number(/\d+$/.exec(await broker.errLine(/listens on/))?.[0]);
  const name = `a building-sim broker (pid ${broker.process.pid}) listens there`;
  expect(await told(port)).toBe(line(port, name));
  expect(await told(port, 'trace', '--listen', String(port), '--url', 'mqtt://127.0.0.1:1')).toBe(
    line(port, name),
  );
});

it.skipIf(mosquitto === undefined)('names mosquitto with its version', async () => {
  const port = Number(/\d+$/.exec(mosquitto?.broker.url ?? '')?.[0]);
  expect(await told(port)).toMatch(/ is taken: mosquitto \d+\.\d+[\w.]* listens there; stop it/);
});

it('says that a broker keeps its name to its users, and escapes a name', async () => {
  const open = await createBroker({ version: 'evil\u001b[2J version 1' });
  const closed = await createBroker({ checkPassword: async () => false });
  onTestFinished(async () => {
    await Promise.all([open.close(), closed.close()]);
  });
  const { port } = await open.listen({ host: '127.0.0.1', port: 0 });
  const { port: closedPort } = await closed.listen({ host: '127.0.0.1', port: 0 });
  expect(await told(port)).toBe(line(port, 'evil\\x1b[2J 1 listens there'));
  expect(await told(closedPort)).toBe(
    line(closedPort, 'an MQTT broker that wants a user name listens there'),
  );
});

it('calls a program without MQTT another program', async () => {
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  expect(await told(port)).toBe(line(port, 'another program listens there'));
});
