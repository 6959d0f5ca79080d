import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { usageFailure } from '../failure.ts';
import type { Endpoint, TlsClientSettings } from '../mqtt/settings.ts';
import { readNamedFile } from '../named-file.ts';
import { readText } from '../text/reader.ts';
import type { Settings } from './option.ts';
import { flag, optional } from './values.ts';

export const clientTlsOptions = {
  cafile: optional({ group: 'Security', takes: 'FILE', describe: 'certificates to trust (PEM)' }, readText),
  cert: optional(
    { group: 'Security', takes: 'FILE', describe: 'certificate of this client (PEM)' },
    readText,
  ),
  key: optional({ group: 'Security', takes: 'FILE', describe: 'private key of --cert (PEM)' }, readText),
  insecure: flag({ group: 'Security', describe: "don't check the broker's certificate or host name" }),
} as const;

/** Reads and checks the certificates and the key. Throws a usage failure if the URL has no TLS. */
export function tlsSettings(
  options: Settings<typeof clientTlsOptions>,
  { protocol }: Endpoint,
): TlsClientSettings {
  const { cafile, cert, key, insecure } = options;
  const given = Object.entries({ cafile, cert, key, insecure }).find(
    ([, value]) => value !== undefined && value !== false,
  );
  if (given && protocol !== 'mqtts' && protocol !== 'wss') {
    throw usageFailure(`--${given[0]} needs a broker URL with TLS: mqtts:// or wss://`);
  }
  if ((cert === undefined) !== (key === undefined)) throw usageFailure('--cert and --key go together');
  return {
    ca: readPem('--cafile', cafile, CERTIFICATE),
    ...(cert !== undefined && key !== undefined ? readPair(cert, key) : { cert: undefined, key: undefined }),
    insecure,
  };
}

interface PemKind<T> {
  readonly name: string;
  readonly parse: (pem: Buffer) => T;
}

const CERTIFICATE: PemKind<X509Certificate> = {
  name: 'a PEM certificate',
  parse: (pem) => new X509Certificate(pem),
};
const PRIVATE_KEY: PemKind<KeyObject> = {
  name: 'a PEM private key without passphrase',
  parse: createPrivateKey,
};

/** A certificate and its key. Throws a usage failure for any other file, and for a key of another certificate. */
function readPair(certPath: string, keyPath: string): { readonly cert: Buffer; readonly key: Buffer } {
  const cert = readNamedFile('--cert', certPath);
  const key = readNamedFile('--key', keyPath);
  const certificate = parsePem('--cert', certPath, cert, CERTIFICATE);
  if (!certificate.checkPrivateKey(parsePem('--key', keyPath, key, PRIVATE_KEY))) {
    throw usageFailure(`--key '${keyPath}': it does not belong to --cert '${certPath}'`);
  }
  return { cert, key };
}

function readPem<T>(option: string, path: string | undefined, kind: PemKind<T>): Buffer | undefined {
  if (path === undefined) return undefined;
  const pem = readNamedFile(option, path);
  parsePem(option, path, pem, kind);
  return pem;
}

function parsePem<T>(option: string, path: string, pem: Buffer, { name, parse }: PemKind<T>): T {
  try {
    return parse(pem);
  } catch (error) {
    throw usageFailure(`${option} '${path}': it is not ${name}`, { cause: error });
  }
}
