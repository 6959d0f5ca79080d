import { expect, it } from 'vitest';
import { hostAndPort, hostInUrl } from '../src/host-port.ts';

it.each([
  ['localhost', 'localhost', 'localhost:1883'],
  ['127.0.0.1', '127.0.0.1', '127.0.0.1:1883'],
  ['::1', '[::1]', '[::1]:1883'],
])('%s', (host, inUrl, withPort) => {
  expect(hostInUrl(host)).toBe(inUrl);
  expect(hostAndPort(host, 1883)).toBe(withPort);
});
