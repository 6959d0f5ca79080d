import type { TraceEvent } from '../event.ts';
import { pcapngFrame, pcapngHeader } from './pcapng.ts';
import { TcpConversation } from './tcp-conversation.ts';
import { UdpConversation } from './udp-conversation.ts';

export interface CaptureSettings {
  /** A comment in the file. Wireshark shows it among the capture's properties. */
  readonly comment: string;
  /** The broker's port in the file, by which Wireshark knows the protocol; the true port if left out. */
  readonly brokerPort?: number;
}

/** Turns events into the bytes of a pcapng file, in the order of the file. */
export class Capture {
  readonly #settings: CaptureSettings;
  readonly #conversations = new Map<number, TcpConversation | UdpConversation>();

  constructor(settings: CaptureSettings) {
    this.#settings = settings;
  }

  header(): Uint8Array {
    return pcapngHeader(this.#settings.comment);
  }

  add(event: TraceEvent): Uint8Array {
    return Buffer.concat(this.#frames(event).map((frame) => pcapngFrame(frame, event.timeMs)));
  }

  #frames(event: TraceEvent): Uint8Array[] {
    if (event.kind === 'opened') {
      const Conversation = event.transport === 'tcp' ? TcpConversation : UdpConversation;
      const conversation = new Conversation(event.client, event.broker, this.#settings.brokerPort);
      this.#conversations.set(event.connection, conversation);
      return conversation.open();
    }
    const conversation = this.#conversations.get(event.connection);
    if (conversation === undefined) return [];
    switch (event.kind) {
      case 'bytes':
        return conversation.data(event.from, event.bytes);
      case 'ended':
        return conversation.end(event.from);
      case 'closed':
        this.#conversations.delete(event.connection);
        return conversation.close();
      case 'seen':
      case 'refused':
        return [];
    }
  }
}
