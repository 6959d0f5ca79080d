import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { TlsSettings } from './settings.ts';

/** What a TLS connection to a host needs of the settings. */
export function tlsOptions(host: string, tls: TlsSettings): ConnectionOptions {
  return {
    rejectUnauthorized: !tls.insecure,
    // An address is no server name (RFC 6066 §3).
    ...(isIP(host) === 0 && { servername: host }),
    ...(tls.ca && { ca: tls.ca }),
    ...(tls.cert && { cert: tls.cert }),
    ...(tls.key && { key: tls.key }),
  };
}
