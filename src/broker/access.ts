import type { AedesOptions } from 'aedes';
import { topicFilterFault } from '../mqtt-protocol/topic.ts';
import type { ClientDetails, DetailsOf } from './client-details.ts';
import type { BrokerEvent } from './event.ts';
import { isNoSubscription } from './kept-sessions.ts';
import type { CheckPassword } from './password-file.ts';
import type { RightsOf } from './topic-rights.ts';

export interface AccessOptions {
  /** Without it everybody may connect, with any name and password. */
  readonly checkPassword?: CheckPassword;
  /** Whether clients without a user name may connect; only without `checkPassword`, unless said otherwise. */
  readonly allowAnonymous?: boolean;
  /** Without it everybody may read and write everything but what is the broker's own. */
  readonly rightsOf?: RightsOf;
  readonly observe?: (event: BrokerEvent) => void;
}

type Hooks = Required<
  Pick<AedesOptions, 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'>
>;

/**
 * Who may connect, publish and be sent what. As in mosquitto, any filter may be subscribed to, and what the
 * client may not read is not sent to it; what it may not write is acknowledged and dropped. (An error in its
 * place would close the connection, and an MQTT 3.1.1 client then sends the same message again, for ever.)
 * `ownTopics` begins the topics on which aedes talks to itself.
 */
export function accessHooks(options: AccessOptions, detailsOf: DetailsOf, ownTopics: () => string): Hooks {
  const { checkPassword, rightsOf, allowAnonymous = checkPassword === undefined } = options;

  const mayConnect = async (username: string | undefined, password: Uint8Array | undefined) => {
    if (username === undefined) return allowAnonymous;
    return checkPassword === undefined || checkPassword(username, password ?? Buffer.alloc(0));
  };

  return {
    authenticate(client, username, password, done) {
      const details = detailsOf(client);
      if (username !== undefined) details.username = username;
      if (rightsOf) details.rights = rightsOf({ clientId: client.id, username });
      mayConnect(username, password).then(
        (may) => done(null, may),
        (cause) => done(Object.assign(new Error('no password check', { cause }), { returnCode: 3 }), false),
      );
    },
    authorizePublish(client, packet, done) {
      const { topic } = packet;
      if (!mayPublish(client === null ? {} : detailsOf(client), topic)) {
        Object.assign(packet, { topic: `${ownTopics()}dropped`, retain: false });
        options.observe?.({ type: 'denied', clientId: client?.id ?? '', topic });
      }
      done(null);
    },
    // An error closes the connection. aedes lets some pass that are no filters, and would grant a shared
    // subscription and deliver nothing to it.
    authorizeSubscribe(_client, subscription, done) {
      const { topic } = subscription;
      const fault = topicFilterFault(topic);
      if (fault !== undefined) done(new Error(`subscription to ${JSON.stringify(topic)}: ${fault}`));
      else done(null, topic.startsWith('$share/') || isNoSubscription(subscription) ? null : subscription);
    },
    authorizeForward(client, packet) {
      if (packet.topic.startsWith(ownTopics())) return null;
      return detailsOf(client).rights?.('read', packet.topic) === false ? null : packet;
    },
  };
}

/** `$SYS` is the broker's own. */
export function mayPublish({ rights }: Pick<ClientDetails, 'rights'>, topic: string): boolean {
  return !topic.startsWith('$SYS/') && rights?.('write', topic) !== false;
}
