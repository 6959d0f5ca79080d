import type { Intervention } from './intervention.ts';

/** The packet comes twice. The copy of a PUBLISH has DUP, as if its sender had sent it again [MQTT-3.3.1-1]. */
export const duplicatePacket: Intervention = {
  kind: 'duplicate',
  describe: 'it comes twice; the copy of a PUBLISH has DUP',
  fateOf: ({ packet }) => {
    const copy = Buffer.from(packet.bytes);
    if (packet.name === 'publish' && (packet.facts.qos ?? 0) > 0) copy[0] = (copy[0] ?? 0) | DUP;
    return { words: 'sent twice', passes: Buffer.concat([packet.bytes, copy]) };
  },
};

const DUP = 0x08;
