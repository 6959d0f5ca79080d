import { ReadError, type Reader } from '../text/reader.ts';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** `[HOST:]PORT`, an IPv6 address in brackets; port 0 is any free port. */
export function readListenAddress(defaultHost: string): Reader<ListenAddress> {
  return (text) => {
    const match = /^(?:(?:\[(.+)\]|([^:]*)):)?(\d{1,5})$/.exec(text);
    const port = Number(match?.[3]);
    if (!match || port > 65_535) throw new ReadError('use [HOST:]PORT, such as 127.0.0.1:1884');
    return { host: match[1] ?? (match[2] || defaultHost), port };
  };
}
