import { describe, expect, it } from 'vitest';
import { isHostAllowed, isOriginAllowed } from '../../src/dashboard/request-rules.ts';

const request = (host: string | undefined, localAddress = '127.0.0.1', origin?: string) => ({
  host,
  origin,
  localAddress,
});

describe('the Host header', () => {
  it.each([
    ['localhost:8090', '127.0.0.1'],
    ['LOCALHOST', '127.0.0.1'],
    ['lab.localhost:8090', '127.0.0.1'],
    ['127.0.0.1:8090', '127.0.0.1'],
    ['127.0.0.1:9000', '127.0.0.1'],
    ['[::1]:8090', '::1'],
    ['localhost:8090', '::1'],
    ['192.168.1.5:8090', '192.168.1.5'],
    ['192.168.1.5:8090', '::ffff:192.168.1.5'],
  ])('%s is a name of this machine at %s', (host, localAddress) => {
    expect(isHostAllowed(request(host, localAddress), [])).toBe(true);
  });

  it.each([
    ['evil.example', '127.0.0.1'],
    ['evil.example:8090', '127.0.0.1'],
    ['localhost.evil.example', '127.0.0.1'],
    ['127.0.0.1.evil.example', '127.0.0.1'],
    ['evil.example/localhost', '127.0.0.1'],
    ['localhost@evil.example', '127.0.0.1'],
    ['192.168.1.6:8090', '192.168.1.5'],
    ['127.0.0.1:8090', '192.168.1.5'],
    ['0.0.0.0:8090', '127.0.0.1'],
    ['', '127.0.0.1'],
    [undefined, '127.0.0.1'],
  ])('%s is none at %s', (host, localAddress) => {
    expect(isHostAllowed(request(host, localAddress), [])).toBe(false);
  });

  it('is a name that the user allowed', () => {
    expect(isHostAllowed(request('lab.example.org:8090'), ['Lab.Example.org'])).toBe(true);
    expect(isHostAllowed(request('other.example.org:8090'), ['lab.example.org'])).toBe(false);
  });
});

describe('the Origin header', () => {
  const host = '127.0.0.1:8090';

  it('is the page itself', () => {
    expect(isOriginAllowed(request(host, undefined, 'http://127.0.0.1:8090'))).toBe(true);
  });

  it.each([
    undefined,
    '',
    'null',
    'http://evil.example',
    'http://127.0.0.1',
    'http://127.0.0.1:3000',
    'http://127.0.0.2:8090',
    'https://127.0.0.1:8090',
    'http://localhost:8090',
    'http://127.0.0.1:8090.evil.example',
    'http://192.168.1.7:8090',
  ])('%s is not', (origin) => {
    expect(isOriginAllowed(request(host, undefined, origin))).toBe(false);
  });
});
