/** One client's connection between a listener and the broker: bytes in, whole packets out. */
export interface ClientTransport {
  /** `127.0.0.1:40312`, `[::1]:40312` */
  readonly peer: string;
  /** Written bytes before the system takes over. */
  readonly unsentBytes: number;
  /** Starts to read. Called once, before anything else. */
  open(handler: TransportHandler): void;
  /**
   * Writes whole control packets, in order. TCP packets may share a segment; over WebSocket each packet is a
   * frame. After the end, or without a peer, packets are discarded. The transport owns the array.
   */
  write(packets: readonly Uint8Array[]): void;
  /** Stops reading. Bytes read before are still handed over. */
  pause(): void;
  resume(): void;
  /** Sends the written packets, and waits for the client to close; closes after 2 s at the latest. */
  end(): void;
  /** Closes at once. */
  destroy(): void;
}

export interface TransportHandler {
  /** Bytes in order, in chunks of any size. */
  data(chunk: Buffer): void;
  /** The system has taken every byte. */
  drained(): void;
  /** The peer sends no more: FIN, RST, an error, or a message other than MQTT. Called once. */
  ended(error?: Error): void;
}

/** Takes connections from listeners. */
export interface Acceptor {
  /**
   * Takes a place for a new socket, before the TLS or WebSocket handshake. Returns false without a free
   * place; the listener closes the socket.
   */
  enter(peer: string): boolean;
  /** A socket with a place has closed. */
  leave(): void;
  accept(transport: ClientTransport): void;
  /** A connection failed before `accept`, such as in the TLS handshake. */
  refuse(peer: string, reason: string): void;
}
