import { readFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../broker/certificates.ts';
import { lacks } from '../parts.ts';
import { type Mosquitto, startMosquitto } from './mosquitto.ts';
import { runHere } from './run-here.ts';

describe.skipIf(lacks('mosquitto'))('a broker with TLS that wants a certificate', () => {
  let certificates: Certificates;
  let broker: Mosquitto;
  beforeAll(async () => {
    certificates = await makeCertificates();
    const names = ['ca.crt', 'server.crt', 'server.key'];
    const texts = await Promise.all(names.map((name) => readFile(certificates.file(name), 'utf8')));
    broker = await startMosquitto({
      files: Object.fromEntries(names.map((name, i) => [name, texts[i] ?? ''])),
      conf: [
        'cafile FOLDER/ca.crt',
        'certfile FOLDER/server.crt',
        'keyfile FOLDER/server.key',
        'require_certificate true',
      ],
    });
  });
  afterAll(async () => {
    await broker.stop();
    await rm(certificates.folder, { recursive: true });
  });

  const publish = (host: string, ...args: string[]) =>
    runHere(['publish', '-L', `mqtts://${host}:${broker.port}`, '-t', 'a', '-m', 'b', '-q', '1', ...args]);
  const own = () => ['--cert', certificates.file('client.crt'), '--key', certificates.file('client.key')];
  const known = () => ['--cafile', certificates.file('ca.crt')];

  it('takes who has one, and is known by its authority', async () => {
    const { code, stderr } = await publish('localhost', ...known(), ...own());
    expect(stderr).toContain('; no errors');
    expect(code).toBe(0);
  });

  it.each([
    ['without its authority', () => own(), /unknown authority.*--cafile/],
    ['without a certificate of ours', () => known(), /can't reach mqtts:/],
    [
      'with a key of another certificate',
      () => [...known(), '--cert', certificates.file('client.crt'), '--key', certificates.file('server.key')],
      /--key '.*': it does not belong to --cert '/,
    ],
    [
      'with a file that holds no certificate',
      () => [...known(), '--cert', certificates.file('names'), '--key', certificates.file('client.key')],
      /--cert '.*': it is not a PEM certificate/,
    ],
  ])('refuses %s in one line', async (_what, options, words) => {
    const { code, stderr } = await publish('localhost', ...options());
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(/^building-sim: [^\n]*\n$/);
    expect(stderr).not.toContain('internal error');
    expect([1, 2]).toContain(code);
  });

  it('is not checked with --insecure, which says so', async () => {
    const { code, stderr } = await publish('127.0.0.1', '--insecure', ...own());
    expect(stderr).toContain("--insecure: the broker's certificate and host name are not checked");
    expect(code).toBe(0);
  });

  it('is not spoken to without TLS', async () => {
    const { code, stderr } = await runHere([
      ...[
        'publish',
        '-L',
        `mqtt://localhost:${broker.port}`,
        '-t',
        'a',
        '-m',
        'b',
        '--connect-timeout',
        '2s',
      ],
    ]);
    expect(stderr).toMatch(/^building-sim: can't reach [^\n]*\n$/);
    expect(code).toBe(1);
  });
});
