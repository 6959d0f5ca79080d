/** An event of the broker, for log and figures. All fields but the type come from clients. */
export type BrokerEvent =
  | {
      readonly type: 'connected';
      readonly clientId: string;
      readonly peer: string;
      readonly version: MqttVersionName;
      readonly clean: boolean;
      readonly username?: string;
    }
  | { readonly type: 'disconnected'; readonly clientId: string; readonly error?: string }
  | { readonly type: 'refused'; readonly clientId?: string; readonly peer: string; readonly reason: string }
  | {
      readonly type: 'subscribed';
      readonly clientId: string;
      readonly filters: readonly GrantedFilter[];
    }
  | { readonly type: 'unsubscribed'; readonly clientId: string; readonly filters: readonly string[] }
  | {
      readonly type: 'published';
      readonly clientId: string;
      readonly topic: string;
      readonly payload: Uint8Array;
      readonly qos: 0 | 1 | 2;
      readonly retain: boolean;
    }
  /** A publish without the right to write to the topic: acknowledged and dropped. */
  | { readonly type: 'denied'; readonly clientId: string; readonly topic: string }
  /** The broker itself is in trouble, such as with storage. */
  | { readonly type: 'failed'; readonly error: Error };

export type MqttVersionName = '3.1' | '3.1.1' | '5';

export interface GrantedFilter {
  readonly filter: string;
  /** 128: not granted. */
  readonly qos: 0 | 1 | 2 | 128;
}
