import type { TlsOptions } from 'node:tls';
import { readAuthorities, readCertificatePair } from '../pem-files.ts';

export interface TlsFiles {
  /** The server's certificate, and the chain behind it. */
  readonly cert: string;
  readonly key: string;
  /** Those who sign clients' certificates; given, clients must have one. */
  readonly ca?: string;
}

/** The contents of those files, in PEM. */
export interface ServerTls {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca?: Buffer;
}

/** Reads and checks what a TLS server needs. Throws a usage failure that names the option and the file. */
export function readTlsFiles({ cert, key, ca }: TlsFiles): ServerTls {
  const pair = readCertificatePair(cert, key);
  return ca === undefined ? pair : { ...pair, ca: readAuthorities(ca) };
}

export function serverTlsOptions({ cert, key, ca }: ServerTls): TlsOptions {
  return ca === undefined ? { cert, key } : { cert, key, ca, requestCert: true, rejectUnauthorized: true };
}
