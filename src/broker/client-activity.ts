/** The deeds of a client on its connection. */
export interface ClientActivity {
  readonly username: string | undefined;
  /** `127.0.0.1:40312` */
  readonly peer: string;
  /** `3.1`, `3.1.1` or `5` */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly sinceMs: number;
  /** PUBLISH packets from the client, without the refused ones. */
  published: number;
  /** PUBLISH packets to the client. */
  delivered: number;
  /** Publishes and subscriptions without the right. */
  refused: number;
  /** The topic of its last publish, refused or not. */
  lastTopic: string | undefined;
}

/** A client that has done nothing yet. */
export function newActivity(
  who: Pick<ClientActivity, 'username' | 'peer' | 'version' | 'sinceMs'>,
): ClientActivity {
  return { ...who, published: 0, delivered: 0, refused: 0, lastTopic: undefined };
}

/** Of a connection before CONNECT. */
export const NO_ACTIVITY = newActivity({ username: undefined, peer: '', version: '', sinceMs: 0 });
