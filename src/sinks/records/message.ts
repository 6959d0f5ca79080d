import { sensorType } from '../../building/sensors.ts';
import { isoTime } from '../../building/time.ts';
import type { ObservedMessage } from '../../observation/observation.ts';
import { payloadText } from '../../payload/describe.ts';

/** A message as a record: its reading, and its payload as text or in hexadecimal. */
export function messageRecord(message: ObservedMessage): Readonly<Record<string, unknown>> {
  const { topic, qos, retain, payload, reading, atMs } = message;
  const text = payloadText(payload);
  const content =
    text === undefined ? { payload_hex: Buffer.from(payload).toString('hex') } : { payload: text };
  if (reading === undefined) {
    return { type: 'message', topic, time: isoTime(atMs), qos, retain, ...content };
  }
  const { address, value, seq, format, timeMs } = reading;
  return {
    type: 'reading',
    topic,
    ...address,
    value,
    unit: sensorType(address.sensor).unit,
    time: isoTime(timeMs ?? atMs),
    // A retained reading may be old; a replay goes by its arrival.
    ...(retain && timeMs !== undefined && timeMs !== atMs ? { received: isoTime(atMs) } : {}),
    ...(seq === undefined ? {} : { seq }),
    format,
    qos,
    retain,
    ...content,
  };
}
