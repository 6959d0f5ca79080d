import type { DecodePayload, Style } from '../../src/trace/view/style.ts';

/** Replaces control characters with `?`, and paints nothing. */
export const plainStyle: Style = {
  escape: (text) => text.replace(/[\x00-\x1f]/g, '?'),
  paint: (_role, text) => text,
  clock: (timeMs) => `${timeMs}`,
  broker: 'broker',
};

export const decodeAsText: DecodePayload = (payload) => {
  const text = Buffer.from(payload).toString('utf8');
  return { format: 'text', text, value: text };
};
