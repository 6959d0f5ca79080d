/** An event of the broker, for log and figures. All fields but the type come from clients. */
export type BrokerEvent =
  | (NamedClient & {
      readonly type: 'connected';
      readonly peer: string;
      readonly version: MqttVersionName;
      readonly clean: boolean;
    })
  | (NamedClient & { readonly type: 'disconnected'; readonly error?: string })
  | (Partial<NamedClient> & { readonly type: 'refused'; readonly peer: string; readonly reason: string })
  | (NamedClient & { readonly type: 'subscribed'; readonly filters: readonly GrantedFilter[] })
  | (NamedClient & { readonly type: 'unsubscribed'; readonly filters: readonly string[] })
  | (NamedClient & {
      readonly type: 'published';
      readonly topic: string;
      readonly payload: Uint8Array;
      readonly qos: 0 | 1 | 2;
      readonly retain: boolean;
    })
  /** A publish without the right to write to the topic: acknowledged and dropped. */
  | (NamedClient & { readonly type: 'denied'; readonly topic: string })
  /** The broker itself is in trouble, such as with storage. */
  | { readonly type: 'failed'; readonly error: Error };

interface NamedClient {
  readonly clientId: string;
  /** Undefined is anonymous. */
  readonly username?: string | undefined;
}

export type MqttVersionName = '3.1' | '3.1.1' | '5';

export interface GrantedFilter {
  readonly filter: string;
  /** 128: not granted. */
  readonly qos: 0 | 1 | 2 | 128;
}
