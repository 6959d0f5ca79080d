/** Decides about connections and the rights of each client. */
export interface Permissions {
  /** Returns at once if nothing has to be computed. Rejects or throws if the decision is impossible. */
  admit(login: Login): Admission | Promise<Admission>;
}

export interface Login {
  readonly clientId: string;
  /** Undefined is anonymous. */
  readonly username: string | undefined;
  readonly password: Uint8Array | undefined;
  /** The client's address: `127.0.0.1:40312`. */
  readonly peer: string;
}

export type Admission =
  | { readonly admitted: true; readonly rights: ClientRights }
  /** The reason is for the broker's log; the client hears "not authorized". */
  | { readonly admitted: false; readonly reason: string };

/** An undefined function grants everything. `$SYS/` always belongs to the broker. */
export interface ClientRights {
  mayPublish?(topic: string): boolean;
  /** Asked at SUBSCRIBE. mosquitto grants any filter and withholds messages. */
  maySubscribe?(filter: string): boolean;
  /** Asked before each message is sent. */
  mayReceive?(topic: string): boolean;
}

export const ALL_RIGHTS: ClientRights = {};
