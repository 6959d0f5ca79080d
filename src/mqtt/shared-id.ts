import { EXIT } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import { type ConnectionSettings, formatEndpoint } from './settings.ts';

/** Two clients share an id if the broker closes the connection this soon after CONNACK, this often in a row. */
const QUICK_CLOSE_MS = 2000;
const QUICK_CLOSES = 4;

/** The traffic of a lost connection. */
export interface LostTraffic {
  /** Messages came, or were on their way to the broker. */
  readonly hasMessages: boolean;
  /** The broker acknowledged messages. */
  readonly hasProgress: boolean;
  /** The broker said why it ends the connection, in DISCONNECT of MQTT 5. */
  readonly isExplained: boolean;
}

/** Notices another client with the same id. Two such clients would throw each other out for ever. */
export interface SharedIdWatch {
  connected(): void;
  /**
   * The connection was lost, with this error of the socket if there was one. Returns a Failure if another client seems
   * to have the same id.
   */
  closed(traffic: LostTraffic, error: Error | undefined): Failure | undefined;
}

/**
 * A broker that gives an id to another client closes the connection in order, whatever the traffic. A network that cuts
 * resets the connection, and while data flows. A cut under a client that makes progress does no harm either way. Where a
 * broker of MQTT 5 names the cause nothing is guessed; mosquitto 2.0 does not name it. `now`: milliseconds of any clock.
 */
export function createSharedIdWatch(
  { clientId, endpoint }: Pick<ConnectionSettings, 'clientId' | 'endpoint'>,
  now: () => number,
): SharedIdWatch {
  let connectedAt: number | undefined;
  let quickCloses = 0;
  return {
    connected: () => {
      connectedAt = now();
    },
    closed: ({ hasMessages, hasProgress, isExplained }, error) => {
      const since = connectedAt;
      connectedAt = undefined;
      // An id of our own choice is unique, and a failed attempt is not a close.
      if (clientId === undefined || since === undefined) return undefined;
      const isCut = isExplained || hasProgress || (hasMessages && error !== undefined);
      quickCloses = now() - since < QUICK_CLOSE_MS && !isCut ? quickCloses + 1 : 0;
      return quickCloses < QUICK_CLOSES ? undefined : sharedId(formatEndpoint(endpoint), clientId);
    },
  };
}

function sharedId(where: string, id: string): Failure {
  return new Failure(
    `${where} closes the connection again and again: another client seems to use the id '${id}'; use another --id`,
    EXIT.unreachable,
  );
}
