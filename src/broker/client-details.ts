import type { Client } from 'aedes';
import type { Rights } from './topic-rights.ts';

/** What the broker knows of a client and aedes does not. */
export interface ClientDetails {
  readonly peer: string;
  username?: string;
  /** None means all. */
  rights?: Rights;
}

export type DetailsOf = (client: Client) => ClientDetails;
