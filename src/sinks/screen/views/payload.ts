import { CborSimple, CborTag, type CborValue } from '../../../payload/cbor-reader.ts';
import { describePayload } from '../../../payload/describe.ts';
import { parsePayload } from '../../../payload/parse.ts';
import type { PayloadView } from '../../../trace/view/style.ts';

/** A payload in a trace: JSON and CBOR as data, any other payload as text or in hexadecimal. */
export function viewPayload(payload: Uint8Array): PayloadView {
  const { kind, text } = describePayload(payload);
  if (kind === 'hex') return { format: 'binary', text, value: text };
  const parsed = parsePayload(payload);
  if (parsed.kind === 'json' && kind === 'text') return { format: 'json', text, value: parsed.value };
  if (parsed.kind === 'cbor' && kind === 'cbor')
    return { format: 'cbor', text, value: toPlain(parsed.value) };
  return { format: kind, text, value: text };
}

/** CBOR as JSON: a tag becomes its content, octets become hexadecimal, and a value without JSON form becomes null. */
function toPlain(value: CborValue): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (value instanceof CborTag) return toPlain(value.content);
  if (value instanceof CborSimple) return null;
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, part]) => [keyText(key), toPlain(part)]));
  }
  return (value as readonly CborValue[]).map(toPlain);
}

function keyText(key: CborValue): string {
  return typeof key === 'string' ? key : JSON.stringify(toPlain(key));
}
