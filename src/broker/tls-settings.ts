import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { TlsOptions } from 'node:tls';
import { usageFailure } from '../failure.ts';
import { systemFault } from '../named-file.ts';

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

/**
 * Reads and checks what a TLS server needs. Throws a usage failure that names the file that can't be read,
 * isn't what it should be, or doesn't belong to the other.
 */
export async function readTlsFiles(files: TlsFiles): Promise<ServerTls> {
  const [cert, key, ca] = await Promise.all([
    read('certificate', files.cert),
    read('key', files.key),
    files.ca === undefined ? undefined : read('CA certificate', files.ca),
  ]);
  const certificate = parse('a PEM certificate', files.cert, () => new X509Certificate(cert));
  const privateKey = parse('a PEM private key without passphrase', files.key, () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey)) {
    throw usageFailure(`the key ${files.key} does not belong to the certificate ${files.cert}`);
  }
  if (ca === undefined) return { cert, key };
  parse('a PEM certificate', files.ca ?? '', () => new X509Certificate(ca));
  return { cert, key, ca };
}

async function read(what: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw usageFailure(`the ${what} ${file} can't be read: ${systemFault(cause)}`, { cause });
  }
}

function parse<T>(what: string, file: string, parsed: () => T): T {
  try {
    return parsed();
  } catch (cause) {
    throw usageFailure(`${file} is not ${what}`, { cause });
  }
}

export function serverTlsOptions({ cert, key, ca }: ServerTls): TlsOptions {
  return ca === undefined ? { cert, key } : { cert, key, ca, requestCert: true, rejectUnauthorized: true };
}
