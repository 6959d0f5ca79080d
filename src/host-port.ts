/** A host as URLs write it: an IPv6 address stands in brackets (RFC 3986 §3.2.2). */
export function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** `127.0.0.1:1883`, `[::1]:1883` */
export function hostAndPort(host: string, port: number | string): string {
  return `${hostInUrl(host)}:${port}`;
}
