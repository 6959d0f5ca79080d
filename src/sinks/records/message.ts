import { sensorType } from '../../building/sensors.ts';
import { isoTime } from '../../building/time.ts';
import type { ObservedMessage } from '../../observation/observation.ts';
import { payloadText } from '../../payload/describe.ts';

/** A message as a record: its reading, and its payload as text or in hexadecimal. */
export function messageRecord(message: ObservedMessage): Readonly<Record<string, unknown>> {
  const { topic, qos, retain, payload, reading, at } = message;
  const text = payloadText(payload);
  const content =
    text === undefined ? { payload_hex: Buffer.from(payload).toString('hex') } : { payload: text };
  if (reading === undefined) {
    return { type: 'message', topic, time: isoTime(at), qos, retain, ...content };
  }
  const { address, value, seq, format, time } = reading;
  return {
    type: 'reading',
    topic,
    ...address,
    value,
    unit: sensorType(address.sensor).unit,
    time: isoTime(time ?? at),
    // A retained reading may be old; a replay goes by its arrival.
    ...(retain && time !== undefined && time !== at ? { received: isoTime(at) } : {}),
    ...(seq === undefined ? {} : { seq }),
    format,
    qos,
    retain,
    ...content,
  };
}
