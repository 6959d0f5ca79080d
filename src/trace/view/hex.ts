import type { Packet, PacketField } from '../packet.ts';
import type { Style } from './style.ts';

const BYTES_A_ROW = 8;
/** A long field, mostly a payload, is cut to this many bytes. */
const MAX_BYTES_SHOWN = 256;

/** The packet's bytes, field by field: offset, bytes in hexadecimal, name and meaning. Secrets are masked. */
export function formatHex(packet: Packet, style: Style): string[] {
  return packet.fields.flatMap((field) => formatField(packet.bytes, field, style));
}

function formatField(bytes: Uint8Array, field: PacketField, style: Style): string[] {
  const shown = bytes.subarray(field.offset, field.offset + Math.min(field.length, MAX_BYTES_SHOWN));
  const rows = rowsOf(shown).map((row) => row.map((byte) => (field.secret ? '••' : hexByte(byte))).join(' '));
  const lines = (rows.length > 0 ? rows : ['']).map((row, index) => {
    const offset = String(field.offset + index * BYTES_A_ROW).padStart(8);
    const caption = [asText(shown, index, field), index === 0 ? describe(field, style) : ''];
    return `${style.paint('dim', offset)}  ${row.padEnd(BYTES_A_ROW * 3 - 1)}  ${caption.filter((part) => part !== '').join('  ')}`.trimEnd();
  });
  const hidden = field.length - shown.length;
  return hidden > 0 ? [...lines, `${' '.repeat(8)}  … ${hidden} bytes more`] : lines;
}

function rowsOf(bytes: Uint8Array): number[][] {
  const rows: number[][] = [];
  for (let at = 0; at < bytes.length; at += BYTES_A_ROW) {
    rows.push(Array.from(bytes.subarray(at, at + BYTES_A_ROW)));
  }
  return rows;
}

function describe(field: PacketField, style: Style): string {
  if (field.secret) return `${field.name} (not shown)`;
  if (field.meaning === undefined) return field.name;
  const meaning = field.meaning.length > 60 ? `${field.meaning.slice(0, 60)}…` : field.meaning;
  return `${field.name}: ${style.escape(meaning)}`;
}

/** The printable characters, shown beside bytes without a meaning of their own. */
function asText(shown: Uint8Array, row: number, field: PacketField): string {
  if (field.secret || field.meaning !== undefined) return '';
  const bytes = shown.subarray(row * BYTES_A_ROW, (row + 1) * BYTES_A_ROW);
  return Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(
    '',
  );
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
