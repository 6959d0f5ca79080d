import { isLoopback } from '../loopback.ts';

/** The request of a page, as far as its permission depends on it. */
export interface PageRequest {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** The server's own address on this connection, `127.0.0.1`. */
  readonly localAddress: string | undefined;
}

/**
 * The headers of every answer. The page may load its own files and nothing else, and no other page may embed or read
 * it.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
};

/**
 * True if the Host header names this machine: a loopback name or address, the address of the connection, or one of
 * `names`. A hostile page that leads its own name to this machine (DNS rebinding) has another Host.
 */
export function isHostAllowed({ host, localAddress }: PageRequest, names: readonly string[]): boolean {
  const name = hostName(host);
  if (name === undefined) return false;
  const address = localAddress?.replace(/^::ffff:/, '');
  return (
    /^(localhost|[a-z0-9.-]+\.localhost)$/.test(name) ||
    (name === address && address !== undefined) ||
    (isLoopback(name) && address !== undefined && isLoopback(address)) ||
    names.some((allowed) => allowed.toLowerCase() === name)
  );
}

/** True for an upgrade by a page of this very server. Programs send no Origin, and have no business here. */
export function isOriginAllowed({ host, origin }: PageRequest): boolean {
  return host !== undefined && origin === `http://${host}`;
}

/** The name or address in a Host header, in lower case, without port and brackets. */
function hostName(host: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/@\s]+))(?::\d{1,5})?$/i.exec(host ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}
