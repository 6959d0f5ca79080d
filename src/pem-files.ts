import type { KeyObject, X509Certificate } from 'node:crypto';
import { usageFailure } from './failure.ts';
import { readNamedFile } from './named-file.ts';

interface PemKind<T> {
  readonly name: string;
  readonly parse: (pem: Buffer) => T;
}

const CERTIFICATE: PemKind<X509Certificate> = {
  name: 'a PEM certificate',
  parse: (pem) => new (process.getBuiltinModule('node:crypto').X509Certificate)(pem),
};
const PRIVATE_KEY: PemKind<KeyObject> = {
  name: 'a PEM private key without passphrase',
  parse: (pem) => process.getBuiltinModule('node:crypto').createPrivateKey(pem),
};

/**
 * The bytes of the certificate of --cert and of its key, --key. Throws a usage failure for any other file, and for a
 * key of another certificate.
 */
export function readCertificatePair(
  certPath: string,
  keyPath: string,
): { readonly cert: Buffer; readonly key: Buffer } {
  const cert = readNamedFile('--cert', certPath);
  const key = readNamedFile('--key', keyPath);
  const certificate = parsePem('--cert', certPath, cert, CERTIFICATE);
  if (!certificate.checkPrivateKey(parsePem('--key', keyPath, key, PRIVATE_KEY))) {
    throw usageFailure(`--key '${keyPath}': it does not belong to --cert '${certPath}'`);
  }
  return { cert, key };
}

/** The bytes of the certificates of --cafile. Throws a usage failure for any other file. */
export function readAuthorities(path: string): Buffer {
  const pem = readNamedFile('--cafile', path);
  parsePem('--cafile', path, pem, CERTIFICATE);
  return pem;
}

function parsePem<T>(option: string, path: string, pem: Buffer, { name, parse }: PemKind<T>): T {
  try {
    return parse(pem);
  } catch (error) {
    throw usageFailure(`${option} '${path}': it is not ${name}`, { cause: error });
  }
}
