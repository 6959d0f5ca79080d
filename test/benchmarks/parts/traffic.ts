import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { intSet } from '../../../src/building/int-set.ts';
import { addressAt, uniformLayout } from '../../../src/building/layout.ts';
import { sensorType } from '../../../src/building/sensors.ts';
import { formatTopic } from '../../../src/building/topic.ts';
import { createPacketBatch } from '../../../src/mqtt/publish-packet.ts';
import { JSON_FORMAT } from '../../../src/payload/json.ts';

/** Readings within all built-in limits, and their bytes: the input of every compared program. */
const house = uniformLayout({ building: 'BUILDING', floors: intSet([[1, 4]]), rooms: intSet([[1, 6]]) });
const city = uniformLayout({ building: 'CITY', floors: intSet([[1, 100]]), rooms: intSet([[1, 625]]) });
const START_MS = Date.UTC(2026, 0, 5, 8);
/** For the sensors of the default building. */
const ORDINARY: ReadonlyMap<string, number> = new Map([
  ['TEMP', 21],
  ['HUM', 45],
  ['LUX', 320],
  ['VIBR', 0.08],
]);

function readingAt(n: number, sensors = house.size) {
  const address = addressAt(sensors > house.size ? city : house, (n * 7919) % sensors);
  const { quantum } = sensorType(address.sensor);
  const value = Number(((ORDINARY.get(address.sensor) ?? 0) + (n % 20) * quantum).toFixed(2));
  return { address, value, timeMs: START_MS + n, seq: Math.floor(n / sensors) };
}

/** One payload a line, for `mosquitto_pub -l`. */
export function writePayloadLines(file: string, count: number): void {
  const lines = Array.from({ length: count }, (_, n) =>
    Buffer.from(JSON_FORMAT.encode(readingAt(n))).toString(),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
}

/**
 * PUBLISH packets of QoS 0 of so many readings of so many sensors (at most a million); the last of them crosses a
 * limit and so ends `alarm -C 1`.
 */
export function publishPackets(count: number, sensors?: number): Uint8Array {
  const batch = createPacketBatch();
  for (let n = 0; n < count; n++) {
    const reading = readingAt(n, sensors);
    const isLast = n === count - 1;
    const last = { ...reading, address: { ...reading.address, sensor: 'TEMP' }, value: 99 } as const;
    const shown = isLast ? last : reading;
    batch.add(
      { topic: formatTopic(shown.address), payload: JSON_FORMAT.encode(shown), qos: 0, retain: false },
      { dup: false, id: undefined, hasProperties: false },
    );
  }
  return batch.take();
}

/** A bare socket as a connected MQTT client: no client sends faster to a broker. */
export async function rawClient(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  const id = Buffer.from('raw');
  socket.write(
    Buffer.concat([
      Buffer.from([0x10, 12 + id.length]),
      Buffer.from('\0\x04MQTT\x04\x02\0\0\0'),
      Buffer.from([id.length]),
      id,
    ]),
  );
  await once(socket, 'data');
  return socket;
}

const PIECE = 64 * 1024;

/** Writes everything, and disconnects. */
export async function writeAll(socket: Socket, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; at += PIECE) {
    if (!socket.write(bytes.subarray(at, at + PIECE))) await once(socket, 'drain');
  }
  const closed = once(socket, 'close');
  socket.end(Buffer.from([0xe0, 0]));
  socket.resume();
  await closed;
}
