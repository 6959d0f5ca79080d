import type { Sender } from '../packet.ts';
import type { StreamReader, WebSocketItem, WireItem } from '../wire-item.ts';
import { type FrameHeader, FrameReader } from './frames.ts';
import { type HttpHead, HttpHeadReader } from './http-head.ts';

/**
 * Unwraps one direction of a WebSocket connection: the HTTP upgrade, then frames. The reader of MQTT gets their binary
 * data. MQTT packets may be split over frames at will [MQTT-6.0.0-2].
 */
export class WebSocketStream implements StreamReader {
  readonly #from: Sender;
  readonly #inner: StreamReader;
  readonly #head = new HttpHeadReader();
  readonly #frames = new FrameReader({
    header: (header) => this.#beginFrame(header),
    data: (piece) => this.#takeData(piece),
    end: () => this.#endFrame(),
  });
  #state: 'head' | 'frames' | 'unreadable' = 'head';
  #seen: WireItem[] = [];
  #frame: FrameHeader | undefined;
  #control = new Uint8Array(0);

  constructor(from: Sender, inner: StreamReader) {
    this.#from = from;
    this.#inner = inner;
  }

  push(chunk: Uint8Array): WireItem[] {
    this.#seen = [];
    if (this.#state === 'head') this.#takeHead(chunk);
    else if (this.#state === 'frames') this.#frames.push(chunk);
    return this.#seen;
  }

  end(): WireItem[] {
    if (this.#state === 'unreadable') return [];
    if (this.#frames.isMidFrame) return [{ kind: 'unreadable', reason: 'ended within a WebSocket frame' }];
    return this.#inner.end();
  }

  #takeHead(chunk: Uint8Array): void {
    const result = this.#head.push(chunk);
    if (result === undefined) return;
    if (result === 'too long') {
      this.#giveUp('an HTTP head of more than 16 KiB');
      return;
    }
    const { head, rest } = result;
    const fault = this.#from === 'client' ? faultOfRequest(head) : faultOfResponse(head);
    if (fault !== undefined) {
      this.#giveUp(`not a WebSocket: ${fault}`);
      return;
    }
    this.#seen.push(headItem(this.#from, head));
    this.#state = 'frames';
    this.#frames.push(rest);
  }

  #beginFrame(header: FrameHeader): void {
    this.#frame = header;
    this.#control = new Uint8Array(0);
    if (header.reserved !== 0) {
      this.#giveUp('compressed WebSocket frames (permessage-deflate) are not read; turn compression off');
    }
  }

  #takeData(piece: Uint8Array): void {
    if (this.#state === 'unreadable' || this.#frame === undefined) return;
    if (isData(this.#frame.opcode)) {
      this.#seen.push(...this.#inner.push(piece));
    } else if (isControl(this.#frame.opcode) && this.#control.length < 125) {
      this.#control = Buffer.concat([this.#control, piece.subarray(0, 125 - this.#control.length)]);
    }
  }

  #endFrame(): void {
    const frame = this.#frame;
    if (this.#state === 'unreadable' || frame === undefined) return;
    const item = controlItem(frame, this.#control);
    if (item !== undefined) this.#seen.push(item);
  }

  #giveUp(reason: string): void {
    if (this.#state === 'unreadable') return;
    this.#state = 'unreadable';
    this.#seen.push({ kind: 'unreadable', reason });
  }
}

/** Continuation and binary frames carry MQTT. */
function isData(opcode: number): boolean {
  return opcode === 0 || opcode === 2;
}

function isControl(opcode: number): boolean {
  return opcode >= 8;
}

function faultOfRequest({ startLine, headers }: HttpHead): string | undefined {
  if (!/^GET \S+ HTTP\/1\.1$/.test(startLine)) return 'the client asks for something else';
  return /websocket/i.test(headers.get('upgrade') ?? '') ? undefined : 'the client asks for no upgrade';
}

function faultOfResponse({ startLine }: HttpHead): string | undefined {
  const status = /^HTTP\/1\.1 (\d{3})(.*)/.exec(startLine);
  if (status?.[1] === '101') return undefined;
  return status === null ? 'no HTTP answer' : `the broker answers ${status[1]}${status[2]}`;
}

function headItem(from: Sender, { startLine, headers, length }: HttpHead): WebSocketItem {
  const protocol = headers.get('sec-websocket-protocol');
  const names = protocol === undefined ? 'no subprotocol' : `subprotocol ${protocol}`;
  // A query may carry a token.
  const line = startLine.replace(/\?\S*/, '?…').replace(/ HTTP\/1\.1$/, '');
  const fault =
    protocol !== undefined && /\bmqtt/.test(protocol)
      ? undefined
      : 'no subprotocol "mqtt" [MQTT-6.0.0-3, MQTT-6.0.0-4]';
  return {
    kind: 'websocket',
    what: from === 'client' ? 'upgrade' : 'response',
    length,
    says: `${line}, ${names}`,
    ...(fault !== undefined && { fault }),
  };
}

function controlItem(frame: FrameHeader, payload: Uint8Array): WebSocketItem | undefined {
  const length = frame.headerLength + frame.payloadLength;
  switch (frame.opcode) {
    case 1:
      return {
        kind: 'websocket',
        what: 'text',
        length,
        says: `${frame.payloadLength} bytes`,
        fault: 'MQTT comes in binary frames [MQTT-6.0.0-1]',
      };
    case 8:
      return { kind: 'websocket', what: 'close', length, says: closeWords(payload) };
    case 9:
      return { kind: 'websocket', what: 'ping', length, says: '' };
    case 10:
      return { kind: 'websocket', what: 'pong', length, says: '' };
    default:
      return undefined;
  }
}

/** RFC 6455 §7.4.1. */
function closeWords(payload: Uint8Array): string {
  if (payload.length < 2) return 'no code';
  const code = ((payload[0] ?? 0) << 8) | (payload[1] ?? 0);
  const reason = Buffer.from(payload.subarray(2)).toString('utf8');
  return [`code ${code}`, CLOSE_WORDS[code], reason].filter((word) => word).join(', ');
}

const CLOSE_WORDS: Readonly<Record<number, string>> = {
  1000: 'normal closure',
  1001: 'going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  1007: 'invalid payload data',
  1008: 'policy violation',
  1009: 'message too big',
  1011: 'internal error',
};
