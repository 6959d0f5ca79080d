import { REASON_CODE } from '../mqtt-protocol/reason-code.ts';
/** A fault of a packet; the connection ends. MQTT 5 clients get the reason code (§4.13). */
export class PacketFault extends Error {
  override readonly name = 'PacketFault';
  readonly reasonCode: number;

  constructor(reasonCode: number, message: string) {
    super(message);
    this.reasonCode = reasonCode;
  }
}

export function malformedPacket(what: string): PacketFault {
  return new PacketFault(REASON_CODE['malformed packet'], `malformed packet: ${what}`);
}

export function protocolError(what: string): PacketFault {
  return new PacketFault(REASON_CODE['protocol error'], `protocol error: ${what}`);
}
