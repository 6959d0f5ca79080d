import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { TlsClientSettings } from './settings.ts';

/** The options of a TLS connection to a host. */
export function tlsConnectOptions(host: string, tls: TlsClientSettings): ConnectionOptions {
  return {
    rejectUnauthorized: !tls.insecure,
    // An IP address is not a server name (RFC 6066 §3).
    ...(isIP(host) === 0 && { servername: host }),
    ...(tls.ca && { ca: tls.ca }),
    ...(tls.cert && { cert: tls.cert }),
    ...(tls.key && { key: tls.key }),
  };
}
