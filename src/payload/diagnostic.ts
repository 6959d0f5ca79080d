import { CborSimple, CborTag, type CborValue } from './cbor-reader.ts';

/** A CBOR item in diagnostic notation (RFC 8949 §8). Plain data looks like JSON. */
export function formatDiagnostic(value: CborValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Uint8Array) return `h'${Buffer.from(value).toString('hex')}'`;
  if (value instanceof CborTag) return `${value.tag}(${formatDiagnostic(value.content)})`;
  if (value instanceof CborSimple) return `simple(${value.simple})`;
  if (value instanceof Map) return `{${formatPairs(value)}}`;
  return `[${(value as readonly CborValue[]).map(formatDiagnostic).join(', ')}]`;
}

function formatPairs(map: ReadonlyMap<CborValue, CborValue>): string {
  return [...map].map(([key, value]) => `${formatDiagnostic(key)}: ${formatDiagnostic(value)}`).join(', ');
}
