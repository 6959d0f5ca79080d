import { below, type Hash, mix, uniform } from '../hash.ts';
import { MINUTE } from '../site.ts';
import { defineFault } from './define-fault.ts';

export const malformedPayload = defineFault({
  type: 'malformed',
  describe: 'unreadable payloads: cut off, empty or garbled',
  scope: 'sensor',
  durationMs: [10 * MINUTE, 60 * MINUTE],
  shareOfTime: 0.01,
  params: { share: [0.2, 1] },
  delivered(delivery, { hash, params }) {
    const draw = mix(hash, delivery.reading.timeMs);
    if (uniform(draw) >= params.share) return [delivery];
    return [{ ...delivery, spoil: (payload) => spoiled(payload, mix(draw, 1)) }];
  },
});

function spoiled(payload: Uint8Array, hash: Hash): Uint8Array {
  switch (below(hash, 3)) {
    case 0:
      return payload.subarray(0, below(mix(hash, 1), payload.length));
    case 1:
      return payload.map((byte, i) => (uniform(mix(hash, i)) < 0.2 ? byte ^ 0xff : byte));
    default:
      return new Uint8Array(0);
  }
}
