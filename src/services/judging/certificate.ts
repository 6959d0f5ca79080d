import { createHash, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** A key, and a certificate for it that is its own authority. PEM. */
export interface OwnCertificate {
  readonly key: string;
  readonly cert: string;
}

const DAY_MS = 86_400_000;

/**
 * Makes a certificate for localhost, the loopback addresses and these hosts, valid for two days (X.509 v3, RFC 5280, with
 * ECDSA P-256). Node makes keys, but no certificates.
 */
export function makeCertificate(hosts: readonly string[], nowMs: number): OwnCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = [...new Set(['localhost', '127.0.0.1', '::1', ...hosts])];
  const subject = sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from('building-sim check')))));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.concat([Buffer.of(1), randomBytes(15)])),
    SIGNATURE_ALGORITHM,
    subject,
    sequence(utcTime(nowMs - DAY_MS), utcTime(nowMs + DAY_MS)),
    subject,
    spki,
    der(0xa3, sequence(...extensions(names, spki))),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  const bytes = sequence(toBeSigned, SIGNATURE_ALGORITHM, der(0x03, Buffer.of(0), signature));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: new X509Certificate(bytes).toString(),
  };
}

/** id-at-commonName */
const COMMON_NAME = der(0x06, Buffer.from('550403', 'hex'));
/** ecdsa-with-SHA256 */
const SIGNATURE_ALGORITHM = sequence(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));

/** Python's newest versions ask for the key identifiers and the use of the key. */
function extensions(names: readonly string[], spki: Buffer): Buffer[] {
  const keyId = createHash('sha1').update(spki).digest();
  const yes = der(0x01, Buffer.of(0xff));
  return [
    extension('551d13', sequence(yes), true),
    // digitalSignature and keyCertSign
    extension('551d0f', der(0x03, Buffer.of(2, 0x84)), true),
    extension('551d0e', der(0x04, keyId)),
    extension('551d23', sequence(der(0x80, keyId))),
    extension('551d11', sequence(...names.map(generalName))),
  ];
}

function extension(oid: string, value: Buffer, isCritical = false): Buffer {
  const critical = isCritical ? [der(0x01, Buffer.of(0xff))] : [];
  return sequence(der(0x06, Buffer.from(oid, 'hex')), ...critical, der(0x04, value));
}

/** A name of a host, or an address: dNSName and iPAddress of RFC 5280 §4.2.1.6. */
function generalName(name: string): Buffer {
  switch (isIP(name)) {
    case 4:
      return der(0x87, Buffer.from(name.split('.').map(Number)));
    case 6:
      return der(0x87, ipv6Bytes(name));
    default:
      return der(0x82, Buffer.from(name));
  }
}

function ipv6Bytes(address: string): Buffer {
  const [head = '', tail] = address.split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [first, last] = [groups(head), groups(tail ?? '')];
  const all = [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

function utcTime(ms: number): Buffer {
  const text = new Date(ms).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${text}Z`));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts);
}

/** A value of DER (X.690): tag, length and contents. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const contents = Buffer.concat(parts);
  const { length } = contents;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), contents]);
}
