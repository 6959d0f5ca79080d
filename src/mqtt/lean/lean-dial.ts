import { connect as connectTcp } from 'node:net';
import type { Duplex } from 'node:stream';
import { createDialer } from '../dial.ts';
import type { ConnectionSettings, Endpoint } from '../settings.ts';

/** Starts a connection. Each piece of bytes from the broker is handed over, to be read before the call returns. */
export type LeanDial = (
  onBytes: (bytes: Buffer) => void,
  node: number,
) => {
  readonly stream: Duplex;
  readonly endpoint: Endpoint;
};

/**
 * Dials for thousands of clients, the nodes of a cluster by number. By hand for TCP: all sockets read into one buffer, where
 * each read of an ordinary socket takes 64 kB until the garbage collector comes; and a host name is looked up once,
 * not once a client.
 */
export async function createLeanDial(settings: ConnectionSettings): Promise<LeanDial> {
  const nodes = [settings.endpoint, ...settings.otherEndpoints];
  const dials = await Promise.all(nodes.map((endpoint) => dialOf({ ...settings, endpoint })));
  return (onBytes, node) => {
    const n = node % nodes.length;
    const [dial, endpoint] = [dials[n], nodes[n]];
    if (dial === undefined || endpoint === undefined) throw new TypeError('no endpoint');
    return { stream: dial(onBytes), endpoint };
  };
}

async function dialOf(settings: ConnectionSettings): Promise<(onBytes: (bytes: Buffer) => void) => Duplex> {
  if (settings.endpoint.protocol === 'mqtt') return tcpDial(settings.endpoint);
  const dial = await createDialer(settings);
  return (onBytes) => dial().on('data', onBytes);
}

const READ_BYTES = 64 * 1024;
const readBuffer = Buffer.allocUnsafeSlow(READ_BYTES);

function tcpDial({ host, port }: Endpoint): (onBytes: (bytes: Buffer) => void) => Duplex {
  /** The address behind the host name, as long as it answers. */
  let known: string | undefined;
  return (onBytes) => {
    const socket = connectTcp({
      host: known ?? host,
      port,
      noDelay: true,
      onread: {
        buffer: readBuffer,
        callback: (length) => {
          onBytes(readBuffer.subarray(0, length));
          return true;
        },
      },
    });
    socket.once('connect', () => {
      known = socket.remoteAddress;
    });
    socket.once('error', () => {
      known = undefined;
    });
    return socket;
  };
}
