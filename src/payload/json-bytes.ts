/** The bytes of a JSON text of which only `unit` may be more than ASCII: Latin-1 is the quicker way to the same bytes. */
export function jsonBytes(text: string, unit: string): Buffer {
  return Buffer.from(text, isAscii(unit) ? 'latin1' : 'utf8');
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
