import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { openPageServer, type PageServer } from '../../src/dashboard/page-server.ts';

const html = Buffer.from('<!doctype html><title>page</title>');
const files = new Map([
  ['/', { type: 'text/html; charset=utf-8', bytes: html, gzip: gzipSync(html), isHashed: false }],
  ['/page-1.js', { type: 'text/javascript', bytes: html, gzip: gzipSync(html), isHashed: true }],
]);

let server: PageServer;
let pages: WebSocket[];
let received: string[];

beforeEach(async () => {
  pages = [];
  received = [];
  server = await openPageServer(
    { host: '127.0.0.1', port: 0 },
    {
      files,
      hostNames: [],
      onPage: (socket) => socket.on('message', (data) => received.push(String(data))),
    },
  );
});

afterEach(async () => {
  for (const page of pages) page.terminate();
  await server.close();
});

async function get(path: string, { method = 'GET', headers = {} } = {}) {
  const asked = request({ host: '127.0.0.1', port: server.port, path, method, headers }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const body = Buffer.concat(await response.toArray());
  return { status: response.statusCode, headers: response.headers, body };
}

/** Asks for an upgrade; resolves with 101 or with the status of the refusal. */
async function upgrade(headers: Record<string, string>, path = '/live'): Promise<number | undefined> {
  const page = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
  pages.push(page);
  return new Promise((resolve) => {
    page.on('open', () => resolve(101));
    page.on('unexpected-response', (_, { statusCode }) => resolve(statusCode));
    page.on('error', () => {});
  });
}

const own = () => ({ origin: `http://127.0.0.1:${server.port}` });

describe('the files', () => {
  it('are sent with their type, as they are or compressed', async () => {
    const plain = await get('/');
    expect(plain).toMatchObject({ status: 200, body: html });
    expect(plain.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    });
    const small = await get('/page-1.js', { headers: { 'accept-encoding': 'br, gzip' } });
    expect(small.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(small.headers['cache-control']).toContain('immutable');
    expect(gunzipSync(small.body)).toEqual(html);
  });

  it.each([
    '/package.json',
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/page-1.js/../../package.json',
    '//etc/passwd',
    '/page-1.js?x',
    '/__proto__',
    '/constructor',
  ])('are all there is: %s is 404', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it('are only read', async () => {
    expect((await get('/', { method: 'HEAD' })).body).toHaveLength(0);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect((await get('/', { method })).status).toBe(405);
  });

  it.each(['/', '/nowhere'])('come with the headers of security: %s', async (path) => {
    const { headers } = await get(path);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('are refused to another host before the path counts', async () => {
    for (const path of ['/', '/page-1.js', '/nowhere']) {
      const { status, body } = await get(path, { headers: { host: 'evil.example' } });
      expect(status).toBe(403);
      expect(String(body)).not.toContain('page');
    }
  });
});

describe('the address', () => {
  it('is one of this machine only', async () => {
    // 127.0.0.2 is this machine too, but nobody asked to listen there: so the server listens on no wildcard.
    const socket = connect({ host: '127.0.0.2', port: server.port });
    await expect(once(socket, 'connect')).rejects.toThrow('ECONNREFUSED');
  });

  it('has both families of loopback where there are two', async () => {
    const socket = connect({ host: '::1', port: server.port });
    const outcome = await once(socket, 'connect').then(
      () => 'connected',
      (error) => error.code,
    );
    socket.destroy();
    expect(['connected', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']).toContain(outcome);
  });
});

describe('an upgrade', () => {
  it('is for the page itself, without compression', async () => {
    expect(await upgrade(own())).toBe(101);
    expect(pages[0]?.extensions).toBe('');
  });

  it.each([
    ['a foreign page', { origin: 'http://evil.example' }],
    ['a page of another port', { origin: 'http://127.0.0.1:1' }],
    ['a page of another address', { origin: 'http://10.0.0.1' }],
    ['a page without an origin', { origin: 'null' }],
    ['a program', {}],
  ])('is refused to %s', async (_, headers: Record<string, string>) => {
    expect(await upgrade(headers)).toBe(403);
  });

  it('is refused to another host, even with an origin that fits', async () => {
    expect(await upgrade({ host: 'evil.example', origin: 'http://evil.example' })).toBe(403);
  });

  it('is refused on another path', async () => {
    expect(await upgrade(own(), '/other')).toBe(404);
  });

  it('is refused to the 33rd page', async () => {
    for (let n = 0; n < 32; n++) expect(await upgrade(own())).toBe(101);
    expect(await upgrade(own())).toBe(503);
  });
});

describe('a message', () => {
  it('has at most 64 KiB', async () => {
    await upgrade(own());
    const [page] = pages;
    if (page === undefined) throw new Error('no page');
    page.send('x'.repeat(64 * 1024));
    page.send('x'.repeat(64 * 1024 + 1));
    const [code] = await once(page, 'close');
    expect(code).toBe(1009);
    expect(received.map(({ length }) => length)).toEqual([64 * 1024]);
  });
});
