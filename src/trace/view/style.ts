/** How text is dressed for where it goes; handed in by whoever prints. */
export interface Style {
  /** Makes text that came over the network safe to print. */
  readonly escape: (text: string) => string;
  readonly paint: (role: Role, text: string) => string;
  /** A moment, in milliseconds since 1970, as lines begin with it. */
  readonly clock: (timeMs: number) => string;
  /** What the clients talk to: `broker`, or MQTT-SN's `gateway`. */
  readonly broker: string;
}

export type Role = 'client' | 'broker' | 'name' | 'topic' | 'dim' | 'error';

/** A payload as people and programs read it. */
export interface PayloadView {
  /** `json`, `cbor`, `text`, `binary` … */
  readonly format: string;
  /** On one line; not yet escaped. */
  readonly text: string;
  /** Plain data for JSON Lines. */
  readonly value: unknown;
}

export type DecodePayload = (payload: Uint8Array) => PayloadView;
