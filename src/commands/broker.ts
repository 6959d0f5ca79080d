import { type BrokerOptions, createBroker } from '../broker/broker.ts';
import type { BrokerEvent } from '../broker/event.ts';
import { readPasswordFile } from '../broker/password-file.ts';
import { FolderStore } from '../broker/store/folder-store.ts';
import { readTopicRights } from '../broker/topic-rights.ts';
import { type Context, command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import { readNamedFile } from '../named-file.ts';
import type { Settings } from '../options/option.ts';
import { outputSettings } from '../options/output.ts';
import { createStop } from '../services/stop.ts';
import { createPrinter } from '../sinks/screen/printer.ts';
import { createScreen, type Screen } from '../sinks/screen/screen.ts';
import { escapeControl } from '../text/escape.ts';
import { VERSION } from '../version.ts';
import { EVENT_VIEW } from './broker/event-view.ts';
import { listenersOf, openListener } from './broker/listeners.ts';
import { brokerOptions } from './broker/options.ts';

type BrokerSettings = Settings<typeof brokerOptions>;

export const broker = command({
  describe: 'Runs an MQTT 3.1, 3.1.1 and 5 broker until it is interrupted.',
  options: brokerOptions,
  examples: [
    ['broker -v', 'for this machine only; each connection, subscription and publish is a line'],
    ['broker --host 0.0.0.0 --users users.txt', 'for the network, for users that broker passwd made'],
    ['broker --ws-port 8080', 'MQTT on port 1883, and over WebSocket on 8080'],
    ['broker --tls-port 8883 --cert server.crt --key server.key', 'TLS as well'],
  ],
  run: async (settings, context) => {
    const screen = createScreen(context, outputSettings(settings));
    const listeners = await listenersOf(settings);
    const options = accessOf(settings);
    warnOfOpenDoors(settings, screen);
    const running = await createBroker({
      ...options,
      ...limitsOf(settings),
      ...(settings.store !== undefined && {
        store: await FolderStore.open(settings.store, { tell: (line) => screen.warn(line) }),
      }),
      version: `building-sim version ${VERSION}`,
      observe: observer(settings, context, screen),
    });
    try {
      for (const listener of listeners) {
        screen.note(`the broker listens on ${await openListener(running, listener)}`);
      }
      await createStop({ signal: context.signal, durationMs: settings.duration }).reason;
    } finally {
      await running.close();
      screen.flush();
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

function accessOf(settings: BrokerSettings): BrokerOptions {
  const { users } = settings;
  const allowAnonymous = users === undefined || settings['allow-anonymous'];
  return {
    allowAnonymous,
    ...(users !== undefined && {
      checkPassword: readPasswordFile(readNamedFile('--users', users).toString(), users),
    }),
    ...rightsOf(settings),
  };
}

/** Without a password anybody may bear a user's name: rights of users are worth nothing then. */
function rightsOf({ acl, users }: BrokerSettings): Pick<BrokerOptions, 'rightsOf'> {
  if (acl === undefined) return {};
  const { rightsOf, firstUserLine } = readTopicRights(readNamedFile('--acl', acl).toString(), acl);
  if (firstUserLine !== undefined && users === undefined) {
    throw usageFailure(
      `--acl ${acl}, line ${firstUserLine} names a user, but nobody has a password: add --users FILE`,
    );
  }
  return { rightsOf };
}

function warnOfOpenDoors({ host, users }: BrokerSettings, screen: Screen): void {
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host);
  if (isLoopback || users !== undefined) return;
  screen.warn(`everybody who reaches ${host} can read and publish everything: --users FILE says who may`);
}

/** With `-v` every event is a result; without it only what is wrong is told, each reason once. */
function observer(settings: BrokerSettings, { now }: Context, screen: Screen): (event: BrokerEvent) => void {
  if (settings.verbose) {
    const report = createPrinter(outputSettings(settings).format, EVENT_VIEW, screen);
    return (event) => report({ event, at: now() });
  }
  const told = new Set<string>();
  return (event) => {
    if (event.type === 'failed') screen.warn(escapeControl(event.error.message));
    if (event.type !== 'refused') return;
    const reason = `refused a client: ${event.reason}`;
    if (told.has(reason) || told.size >= MAX_REASONS) return;
    told.add(reason);
    screen.warn(`${escapeControl(reason)} (-v shows every one)`);
  };
}

const MAX_REASONS = 20;
