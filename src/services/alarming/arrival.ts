import type { Address } from '../../building/address.ts';
import type { DecodedPayload } from '../../payload/decoded.ts';
import type { IncomingMessage } from '../../session.ts';
import type { Arrival } from './monitor.ts';
import type { SensorClocks } from './sensor-clocks.ts';

/**
 * A message on a sensor's topic as the monitor takes it; an unreadable one is a reading without a value. `read` is its
 * payload, and `atMs` the time of its arrival, in milliseconds since 1970.
 */
export function arrivalOf(
  { topic, retain }: IncomingMessage,
  address: Address,
  read: DecodedPayload,
  clocks: SensorClocks,
  atMs: number,
): Arrival {
  const value = read.kind === 'reading' ? read.value : Number.NaN;
  const ownMs = read.kind === 'reading' ? read.timeMs : undefined;
  return { topic, address, value, ...clocks.judge(topic, ownMs, atMs), retained: retain };
}
