import { EXIT } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import { type ConnectionSettings, formatEndpoint } from './settings.ts';

/** Two clients share an id if the broker closes the connection this soon after CONNACK, this often in a row. */
const QUICK_CLOSE_MS = 2000;
const QUICK_CLOSES = 4;

/** Notices another client with the same id. Two such clients would throw each other out for ever. */
export interface SharedIdWatch {
  connected(): void;
  /** The connection was lost. Returns a Failure if another client seems to have the same id. */
  closed(): Failure | undefined;
}

/** `now`: milliseconds of any clock. */
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
    closed: () => {
      const since = connectedAt;
      connectedAt = undefined;
      // An id of our own choice is unique, and a failed attempt is not a close.
      if (clientId === undefined || since === undefined) return undefined;
      quickCloses = now() - since < QUICK_CLOSE_MS ? quickCloses + 1 : 0;
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
