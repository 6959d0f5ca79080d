import type { ObservedMessage } from '../../observation/observation.ts';
import type { DueMessage } from '../../publisher/due-message.ts';

/** A message as a sink takes it when it goes out. `now`: the real clock, for a message without any time. */
export function observedMessage(
  { topic, qos, payload, retain, reading, format, dueMs }: DueMessage,
  now: () => number,
): ObservedMessage {
  return {
    kind: 'message',
    topic,
    qos,
    retain,
    payload,
    reading: reading && {
      address: reading.address,
      value: reading.value,
      timeMs: reading.timeMs,
      seq: reading.seq,
      format: format ?? '',
    },
    atMs: reading?.timeMs ?? dueMs ?? now(),
  };
}
