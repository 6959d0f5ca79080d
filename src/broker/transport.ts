/** One client's connection as a listener hands it to the broker: bytes in, whole packets out. */
export interface ClientTransport {
  /** `127.0.0.1:40312`, `[::1]:40312` */
  readonly peer: string;
  /** Bytes that were written and that the system has not taken yet. */
  readonly unsentBytes: number;
  /** Starts to read. Called once, before anything else. */
  open(handler: TransportHandler): void;
  /**
   * Writes whole control packets, in their order. Over TCP they may share a segment; over WebSocket each is a frame of
   * its own. After the end, or once the peer is gone, they go nowhere. The array is the transport's from now on.
   */
  write(packets: readonly Uint8Array[]): void;
  /** Reads no more, or again. What was read already is still handed over. */
  pause(): void;
  resume(): void;
  /** CONNECT was accepted: a WebSocket frame may now be as large as a packet may be, no longer 64 KiB at most. */
  accepted(): void;
  /** Sends what was written, then closes; after 2 s at the latest, whatever is left. */
  end(): void;
  /** Closes at once. */
  destroy(): void;
}

export interface TransportHandler {
  /** Bytes in their order, however they are cut. */
  data(chunk: Buffer): void;
  /** All that was written has been taken. */
  drained(): void;
  /** The peer sends no more: FIN, RST, an error, or a message that is no MQTT. Called once. */
  ended(error?: Error): void;
}

/** What listeners hand connections to. */
export interface Acceptor {
  /** Takes a place for a new socket, before its TLS or WebSocket handshake. False: none is left, close it at once. */
  enter(peer: string): boolean;
  /** A socket that had a place has closed. */
  leave(): void;
  accept(transport: ClientTransport): void;
  /** A connection that came to nothing before it could be accepted, such as in the TLS handshake. */
  refuse(peer: string, reason: string): void;
}
