import { X509Certificate } from 'node:crypto';
import { connect, createServer } from 'node:tls';
import { expect, it } from 'vitest';
import { makeCertificate } from '../../../src/services/judging/certificate.ts';

const own = makeCertificate(['192.168.7.4', 'fe80::1', 'lab.example.org'], Date.now());

it('makes a certificate for its hosts, signed by itself', () => {
  const certificate = new X509Certificate(own.cert);
  for (const host of ['localhost', 'lab.example.org']) expect(certificate.checkHost(host)).toBe(host);
  for (const ip of ['127.0.0.1', '::1', '192.168.7.4', 'fe80::1']) expect(certificate.checkIP(ip)).toBe(ip);
  expect(certificate.checkHost('example.org')).toBeUndefined();
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.ca).toBe(true);
  expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.now());
  expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now());
});

it('is trusted by a client that is given it, and by no other', async () => {
  const server = createServer(own, (socket) => socket.end('hello'));
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const reached = (ca?: string) =>
    new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port, ...(ca !== undefined && { ca }) });
      socket.on('data', (text) => resolve(text.toString()));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    });
  expect(await reached(own.cert)).toBe('hello');
  expect(await reached()).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  server.close();
});
