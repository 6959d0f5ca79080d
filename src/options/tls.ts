import { usageFailure } from '../failure.ts';
import type { Endpoint, TlsSettings } from '../mqtt/settings.ts';
import { readNamedFile } from './named-file.ts';
import type { Settings } from './option.ts';
import { flag, optional, readText } from './values.ts';

export const tlsOptions = {
  cafile: optional({ group: 'Security', takes: 'FILE', describe: 'certificates to trust (PEM)' }, readText),
  cert: optional(
    { group: 'Security', takes: 'FILE', describe: 'certificate of this client (PEM)' },
    readText,
  ),
  key: optional(
    { group: 'Security', takes: 'FILE', describe: 'private key of that certificate (PEM)' },
    readText,
  ),
  insecure: flag({ group: 'Security', describe: "don't check the broker's certificate or host name" }),
} as const;

/** Reads the files that the options name. Throws a usage failure where the URL has no TLS. */
export function tlsSettings(options: Settings<typeof tlsOptions>, { protocol }: Endpoint): TlsSettings {
  const { cafile, cert, key, insecure } = options;
  const given = Object.entries({ cafile, cert, key, insecure }).find(
    ([, value]) => value !== undefined && value !== false,
  );
  if (given && protocol !== 'mqtts' && protocol !== 'wss') {
    throw usageFailure(`--${given[0]} needs a broker URL with TLS: mqtts:// or wss://`);
  }
  if ((cert === undefined) !== (key === undefined)) throw usageFailure('--cert and --key go together');
  return {
    ca: cafile === undefined ? undefined : readNamedFile('--cafile', cafile),
    cert: cert === undefined ? undefined : readNamedFile('--cert', cert),
    key: key === undefined ? undefined : readNamedFile('--key', key),
    insecure,
  };
}
