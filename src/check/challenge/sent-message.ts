import type { Address } from '../../building/address.ts';

/** A message of the tester, and its purpose. */
export interface TesterMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retain: boolean;
  readonly qos: 0 | 1 | 2;
  /** The part of the challenge: `main`, `malformed`, `burst`, `again`. */
  readonly part: string;
  /** The program must print an alarm for `alarm` and `sentinel`, and nothing for any other purpose. */
  readonly purpose: MessagePurpose;
  /** Undefined for a message without a readable value. */
  readonly value?: number;
  readonly address?: Address;
}

/** A message that was handed to the broker. */
export interface SentMessage extends TesterMessage {
  readonly atMs: number;
}

export type MessagePurpose =
  | 'alarm'
  /** The last alarm of a part: once it is printed, all messages before it were read. */
  | 'sentinel'
  | 'at-limit'
  | 'within'
  | 'other-sensor'
  | 'other-building'
  | 'malformed'
  | 'plain';
