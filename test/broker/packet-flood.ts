import { DOORS, type Door } from './doors.ts';
import {
  mutated,
  type Random,
  randomConnect,
  randomPacket,
  seededRandom,
  type Version,
} from './random-packets.ts';

const CLIENTS = 40;
const MAX_CORRECT = 60;
/** If the broker accepts the last packet, the client hangs up after this time. */
const PATIENCE_MS = 20;

export interface Flood {
  /** Stops when so many packets were sent. */
  readonly packets: number;
  readonly seed: number;
  /** Plain TCP if left out. */
  readonly door?: Door;
  /** Called every few thousand packets, and 20 times at least. */
  readonly onProgress?: (sent: number) => Promise<void>;
}

/**
 * Sends a broker random packets of MQTT 3.1, 3.1.1 and 5. Each connection sends CONNECT, correct packets, and one to
 * three mutated packets; some begin with noise. Resolves to the number of connections.
 */
export async function floodWithPackets(
  port: number,
  { packets, seed, door = DOORS.mqtt, onProgress }: Flood,
): Promise<number> {
  const random = seededRandom(seed);
  let sent = 0;
  let told = 0;
  let connections = 0;
  const client = async (): Promise<void> => {
    while (sent < packets) {
      const list = conversation(random);
      sent += list.length;
      connections += 1;
      await sendAll(door, port, door.wrap(list, random), random() < 0.2);
      if (onProgress && sent - told >= Math.min(5000, packets / 20)) {
        told = sent;
        await onProgress(sent);
      }
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return connections;
}

function conversation(random: Random): readonly Buffer[] {
  const version = (3 + Math.floor(random() * 3)) as Version;
  const opening = randomConnect(random, version);
  const correct = Array.from({ length: random() * MAX_CORRECT }, () => randomPacket(random, version));
  const faulty = Array.from({ length: 1 + random() * 3 }, () =>
    mutated(random, randomPacket(random, version)),
  );
  return [random() < 0.1 ? mutated(random, opening) : opening, ...correct, ...faulty];
}

/** Resolves when the connection is over. In pieces, each packet is a segment of its own. */
function sendAll(
  { dial, opened }: Door,
  port: number,
  pieces: readonly Buffer[],
  isCut: boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = dial(port);
    let isOpen = false;
    socket.on(opened, () => {
      isOpen = true;
      if (isCut) for (const piece of pieces) socket.write(piece);
      else socket.write(Buffer.concat(pieces));
      setTimeout(() => socket.destroy(), PATIENCE_MS);
    });
    socket.resume();
    socket.on('error', (error) => {
      if (!isOpen) reject(error); // the broker is gone
    });
    socket.on('close', () => resolve());
  });
}
