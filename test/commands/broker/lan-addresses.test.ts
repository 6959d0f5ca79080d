import type { NetworkInterfaceInfo } from 'node:os';
import { expect, it } from 'vitest';
import { lanAddresses } from '../../../src/commands/broker/lan-addresses.ts';

const address = (family: 'IPv4' | 'IPv6', text: string, internal = false) =>
  ({ family, address: text, internal }) as NetworkInterfaceInfo;

const INTERFACES = {
  lo: [address('IPv4', '127.0.0.1', true), address('IPv6', '::1', true)],
  wifi: [address('IPv6', 'fe80::1'), address('IPv6', '2001:db8::7'), address('IPv4', '192.0.2.7')],
  cable: [address('IPv4', '198.51.100.7'), address('IPv4', '169.254.3.4')],
  none: undefined,
};

it.each([
  ['0.0.0.0', ['192.0.2.7', '198.51.100.7']],
  ['::', ['192.0.2.7', '198.51.100.7', '2001:db8::7']],
  ['127.0.0.1', []],
  ['192.0.2.7', []],
])('other machines reach a listener on %s at %j', (host, addresses) => {
  expect(lanAddresses(host, INTERFACES)).toEqual(addresses);
});
