import type { AedesOptions, Client, ConnectPacket } from 'aedes';
import { topicNameFault } from '../mqtt-protocol/topic.ts';

type Hooks = Required<Pick<AedesOptions, 'preConnect' | 'authenticate'>>;

/** What aedes lets pass in a CONNECT: a will for no topic, a password without a user, a session without a name. */
export function connectHooks(authenticate: Hooks['authenticate']): Hooks {
  const nameless = new WeakSet<Client>();
  return {
    preConnect(client, packet, done) {
      const fault = connectFault(packet);
      if (isNameless(packet)) nameless.add(client);
      done(fault === undefined ? null : new Error(fault), fault === undefined);
    },
    authenticate(client, username, password, done) {
      if (!nameless.has(client)) authenticate(client, username, password, done);
      // Return code 2: identifier rejected [MQTT-3.1.3-8].
      else done(Object.assign(new Error('a kept session needs a client id'), { returnCode: 2 }), false);
    },
  };
}

function connectFault({ will, username, password }: ConnectPacket): string | undefined {
  if (password !== undefined && username === undefined) return 'a password without a user name'; // [MQTT-3.1.2-22]
  const fault = will && topicNameFault(will.topic);
  return fault && `the will's topic: ${fault}`;
}

/** In MQTT 3.1 a client id has 1 to 23 characters, whatever the session. */
function isNameless({ clientId, clean, protocolVersion }: ConnectPacket): boolean {
  return clientId === '' && (!clean || protocolVersion === 3);
}
