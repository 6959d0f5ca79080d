/** The look of text for its destination. The printer hands it in. */
export interface Style {
  /** Makes text from the network safe to print. */
  readonly escape: (text: string) => string;
  readonly paint: (role: Role, text: string) => string;
  /** A moment, in milliseconds since 1970, for the beginning of a line. */
  readonly clock: (timeMs: number) => string;
  /** The clients' counterpart: `broker`, or MQTT-SN's `gateway`. */
  readonly broker: string;
}

export type Role = 'client' | 'broker' | 'name' | 'topic' | 'dim' | 'error';

/** A payload for people and programs. */
export interface PayloadView {
  /** `json`, `cbor`, `text`, `binary` … */
  readonly format: string;
  /** On one line; not yet escaped. */
  readonly text: string;
  /** Plain data for JSON Lines. */
  readonly value: unknown;
}

export type DecodePayload = (payload: Uint8Array) => PayloadView;
