import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { tlsFault } from '../../broker/tls-fault.ts';
import { writePrivateFile } from '../../named-file.ts';
import { makeCertificate } from './certificate.ts';

/** Takes TLS connections, and passes their contents on to a port of this machine. */
export interface TlsFront {
  readonly port: number;
  /** The file with the certificate to trust. */
  readonly cafile: string;
  readonly close: () => Promise<void>;
}

export interface TlsFrontSettings {
  readonly host: string;
  readonly port: number;
  /** The port behind. */
  readonly target: () => number;
  /** Told of each failed handshake, in words. */
  readonly onFault: (reason: string) => void;
}

/** Opens the front with a new certificate of its own. Rejects with the system's error. */
export async function openTlsFront({ host, port, target, onFault }: TlsFrontSettings): Promise<TlsFront> {
  const { key, cert } = makeCertificate(host === '0.0.0.0' || host === '::' ? [] : [host], Date.now());
  const folder = await mkdtemp(join(tmpdir(), 'building-sim-check-'));
  const cafile = join(folder, 'ca.pem');
  writePrivateFile('the certificate', cafile, cert);
  const open = new Set<Socket>();
  const server = createServer({ key, cert, allowHalfOpen: true, noDelay: true }, (client) => {
    const behind = connect({ host: '127.0.0.1', port: target(), allowHalfOpen: true, noDelay: true });
    for (const [socket, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.once('close', () => {
        open.delete(socket);
        other.destroySoon();
      });
      socket.pipe(other);
    }
  });
  server.on('tlsClientError', (error, socket) => {
    onFault(tlsFault(error));
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : port,
    cafile,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
