import { networkInterfaces } from 'node:os';

/** The addresses by which other machines reach a listener on `host`; none unless the host stands for all addresses. */
export function lanAddresses(host: string, interfaces = networkInterfaces()): string[] {
  if (host !== '0.0.0.0' && host !== '::') return [];
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  // A link-local address needs the name of an interface behind it, which differs from machine to machine.
  const reached = all.filter(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address));
  const families = host === '::' ? ['IPv4', 'IPv6'] : ['IPv4'];
  return families.flatMap((family) =>
    reached.filter((each) => each.family === family).map(({ address }) => address),
  );
}
