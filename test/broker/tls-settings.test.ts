import { rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTlsFiles } from '../../src/broker/tls-settings.ts';
import { type Certificates, makeCertificates } from './certificates.ts';

let certificates: Certificates;
beforeAll(async () => {
  certificates = await makeCertificates();
  await writeFile(certificates.file('junk.pem'), 'junk');
});
afterAll(() => rm(certificates.folder, { recursive: true }));

describe('the files of a TLS server', () => {
  const read = (cert: string, key: string, ca: string) => {
    const { file } = certificates;
    return readTlsFiles({ cert: file(cert), key: file(key), ca: file(ca) });
  };

  it('are read', () => {
    const settings = read('server.crt', 'server.key', 'ca.crt');
    expect(settings.cert.toString()).toContain('BEGIN CERTIFICATE');
  });

  it.each([
    [
      'missing.crt',
      'server.key',
      'ca.crt',
      /--cert '.*missing\.crt': can't be read: no such file or directory/,
    ],
    [
      'server.crt',
      'missing.key',
      'ca.crt',
      /--key '.*missing\.key': can't be read: no such file or directory/,
    ],
    ['junk.pem', 'server.key', 'ca.crt', /--cert '.*junk\.pem': it is not a PEM certificate/],
    ['server.crt', 'junk.pem', 'ca.crt', /--key '.*junk\.pem': it is not a PEM private key/],
    ['server.crt', 'server.key', 'junk.pem', /--cafile '.*junk\.pem': it is not a PEM certificate/],
    ['server.crt', 'client.key', 'ca.crt', /client\.key': it does not belong to --cert '.*server\.crt'/],
  ])('are refused, and which is named: %s, %s, %s', (cert, key, ca, message) => {
    expect(() => read(cert, key, ca)).toThrow(message);
  });
});
