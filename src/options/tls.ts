import { usageFailure } from '../failure.ts';
import type { Endpoint, TlsClientSettings } from '../mqtt/settings.ts';
import { readAuthorities, readCertificatePair } from '../pem-files.ts';
import { readText } from '../text/reader.ts';
import type { Settings } from './option.ts';
import { flag, optional } from './values.ts';

export const clientTlsOptions = {
  cafile: optional({ group: 'Security', takes: 'FILE', describe: 'certificates to trust (PEM)' }, readText),
  cert: optional(
    { group: 'Security', takes: 'FILE', describe: 'certificate of this client (PEM)' },
    readText,
  ),
  key: {
    ...optional({ group: 'Security', takes: 'FILE', describe: 'private key of --cert (PEM)' }, readText),
    holdsSecret: true,
  },
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
    ca: cafile === undefined ? undefined : readAuthorities(cafile),
    ...(cert !== undefined && key !== undefined
      ? readCertificatePair(cert, key)
      : { cert: undefined, key: undefined }),
    insecure,
  };
}
