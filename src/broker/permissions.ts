/** Who may connect, and what each client may do. */
export interface Permissions {
  /** At once where nothing has to be computed, so that nothing waits. Rejects, or throws, where it can't be known. */
  admit(login: Login): Admission | Promise<Admission>;
}

export interface Login {
  readonly clientId: string;
  /** Undefined is anonymous. */
  readonly username: string | undefined;
  readonly password: Uint8Array | undefined;
}

export type Admission =
  | { readonly admitted: true; readonly rights: ClientRights }
  /** The reason is for the broker's log; the client hears "not authorized". */
  | { readonly admitted: false; readonly reason: string };

/** Undefined functions grant everything. `$SYS/` is the broker's own whatever they say. */
export interface ClientRights {
  mayPublish?(topic: string): boolean;
  /** Asked at SUBSCRIBE. mosquitto grants any filter and withholds messages. */
  maySubscribe?(filter: string): boolean;
  /** Asked for each message before it is sent. */
  mayReceive?(topic: string): boolean;
}

export const ALL_RIGHTS: ClientRights = {};
