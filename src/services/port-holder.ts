import { EXIT } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import { plainSettings } from '../mqtt/plain-settings.ts';
import { escapeControl } from '../text/escape.ts';
import { cutToWidth } from '../text/width.ts';
import { transportOf } from './transports.ts';

/** A broker on the same machine answers within this time, even on a busy machine. */
const PATIENCE_MS = 2000;
const CLOSE_MS = 200;
const MAX_NAME = 60;

const VERSION_TOPIC = '$SYS/broker/version';
const CARRIER_TOPIC = '$SYS/broker/carrier';

/**
 * The program that listens on a TCP port of this machine, in words: a sentence without a full stop. Asks the program as
 * an MQTT client would, for two seconds at most.
 */
export async function portHolder(host: string, port: number): Promise<string> {
  const facts = await askedFacts(placeOf(host), port);
  if (facts === 'no MQTT') return 'another program listens there';
  if (facts === 'refused') return 'an MQTT broker that wants a user name listens there';
  const carrier = /^building-sim (.+) \(pid \d+\)$/.exec(facts.carrier ?? '');
  if (carrier !== null) {
    const does = carrier[1] === 'broker' ? 'listens there' : 'carries the broker';
    return `a ${carrier[0]} ${does}`;
  }
  return `${facts.version?.replace(/ version /, ' ') ?? 'an MQTT broker'} listens there`;
}

interface BrokerFacts {
  readonly version?: string;
  readonly carrier?: string;
}

async function askedFacts(host: string, port: number): Promise<BrokerFacts | 'no MQTT' | 'refused'> {
  const facts: { version?: string; carrier?: string } = {};
  const patience = AbortSignal.timeout(PATIENCE_MS);
  let answered = (): void => {};
  const isAnswered = new Promise<void>((resolve) => {
    answered = resolve;
    patience.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    const session = await transportOf('mqtt').open({
      settings: plainSettings({ protocol: 'mqtt', host, port, path: '/' }, PATIENCE_MS),
      signal: patience,
      observer: {
        onMessage: ({ topic, payload }) => {
          if (topic === CARRIER_TOPIC) facts.carrier = nameText(payload);
          // The carrier was asked for first, so it has come.
          if (topic !== VERSION_TOPIC) return;
          facts.version = nameText(payload);
          answered();
        },
      },
    });
    void session.lost.then(answered);
    await session.subscribe([CARRIER_TOPIC, VERSION_TOPIC], 0).catch(answered);
    await isAnswered;
    await session.close(CLOSE_MS);
    return facts;
  } catch (error) {
    return error instanceof Failure && error.exitCode === EXIT.refused ? 'refused' : 'no MQTT';
  }
}

/** Every address is reached by loopback. */
function placeOf(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

function nameText(payload: Uint8Array): string {
  return cutToWidth(escapeControl(Buffer.from(payload.subarray(0, MAX_NAME * 4)).toString()), MAX_NAME);
}
