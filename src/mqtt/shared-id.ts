import { EXIT } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import { type ConnectionSettings, formatEndpoint } from './settings.ts';

/** Closing this soon after connecting, this often in a row, means that two clients share an id. */
const QUICK_CLOSE_MS = 2000;
const QUICK_CLOSES = 4;

/** Two clients with one id throw each other out for ever: this notices, so that one may stop and say why. */
export interface SharedIdWatch {
  connected(): void;
  /** The connection was lost; a Failure where another client seems to have the same id. */
  closed(): Failure | undefined;
}

/** The clock is handed in, in milliseconds. */
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
      // The ids that we choose are unique; and a failed attempt is no close.
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
