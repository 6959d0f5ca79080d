import { type BrokerOptions, createBroker } from '../broker/broker.ts';
import { readPasswordFile } from '../broker/password-file.ts';
import { FolderStore } from '../broker/store/folder-store.ts';
import { readTopicRights } from '../broker/topic-rights.ts';
import { command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import { readTextFile } from '../named-file.ts';
import type { Settings } from '../options/option.ts';
import { brokerName } from '../services/broker-name.ts';
import { note, warn } from '../services/note.ts';
import { createStop } from '../services/stop.ts';
import { openBrokerView } from '../sinks/screen/views/broker.ts';
import { listenersOf, openListener } from './broker/listeners.ts';
import { brokerOptions } from './broker/options.ts';
import { openScreen } from './open-sinks.ts';
import { warnOfOpenDoor } from './warn-of-open-door.ts';

type BrokerSettings = Settings<typeof brokerOptions>;

export const broker = command({
  describe: 'Runs an MQTT 3.1, 3.1.1 and 5 broker until it is interrupted.',
  options: brokerOptions,
  examples: [
    ['broker -v', 'for this machine; a line an event'],
    ['broker --host 0.0.0.0 --users users.txt', 'open to the network'],
    ['broker --ws-port 8080', 'over WebSocket as well'],
    ['broker --tls-port 8883 --cert server.crt --key server.key', 'TLS'],
  ],
  run: async (settings, context) => {
    const isVerbose = settings.verbose;
    const sink = openScreen(settings, context, { isVerbose }, { broker: openBrokerView });
    const listeners = listenersOf(settings);
    const options = accessOf(settings);
    if (settings.users === undefined) {
      warnOfOpenDoor(settings.host, 'read and publish everything: --users FILE says who may', sink);
    }
    const running = await createBroker({
      ...options,
      ...limitsOf(settings),
      ...(await storeOf(settings, (text) => warn(sink, text))),
      ...brokerName('broker'),
      observe: (event) => sink.take({ kind: 'broker', event, atMs: context.now() }),
    });
    try {
      for (const listener of listeners) {
        const { own, others } = await openListener(running, listener);
        note(sink, `the broker listens on ${own}`);
        if (others.length > 0) note(sink, `other machines reach it at ${others.join(' or ')}`);
      }
      await createStop({ signal: context.signal, durationMs: settings.duration }).reason;
    } finally {
      await running.close();
      await sink.end();
    }
    return EXIT.done;
  },
});

function limitsOf(settings: BrokerSettings): BrokerOptions {
  const maxConnections = settings['max-connections'];
  return {
    maxPacketBytes: settings['max-packet'],
    maxQueued: settings['max-queued'],
    maxQueuedBytes: settings['max-queued-bytes'],
    maxSessionExpirySeconds: Math.ceil(settings['session-expiry-limit'] / 1000),
    sysIntervalMs: settings['sys-interval'],
    ...(maxConnections !== undefined && { maxConnections }),
  };
}

async function storeOf(
  { store, 'store-sync': syncWithinMs }: BrokerSettings,
  tell: (line: string) => void,
): Promise<Pick<BrokerOptions, 'store'>> {
  if (store !== undefined) return { store: await FolderStore.open(store, { tell, syncWithinMs }) };
  if (syncWithinMs !== undefined) throw usageFailure('--store-sync needs --store');
  return {};
}

function accessOf(settings: BrokerSettings): BrokerOptions {
  const { users } = settings;
  const allowAnonymous = users === undefined || settings['allow-anonymous'];
  return {
    allowAnonymous,
    ...(users !== undefined && {
      checkPassword: readPasswordFile(readTextFile('--users', users), users),
    }),
    ...rightsOf(settings),
  };
}

/** Without passwords any client may use the name of a user, so the rights of users are worth nothing. */
function rightsOf({ acl, users }: BrokerSettings): Pick<BrokerOptions, 'rightsOf'> {
  if (acl === undefined) return {};
  const { rightsOf, firstUserLine } = readTopicRights(readTextFile('--acl', acl), acl);
  if (firstUserLine !== undefined && users === undefined) {
    throw usageFailure(
      `--acl ${acl}, line ${firstUserLine} names a user, but nobody has a password: add --users FILE`,
    );
  }
  return { rightsOf };
}
