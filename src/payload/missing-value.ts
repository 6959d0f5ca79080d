const MAX_NAMES = 5;

/** The keys looked for, and the keys of the payload. Names with accents have a twin without. */
export function noValueWords(fields: { keys(): Iterable<string> }, keys: readonly string[]): string {
  const found: string[] = [];
  let others = 0;
  for (const name of fields.keys()) {
    if (found.length < MAX_NAMES && isHarmless(name)) found.push(name);
    else others += 1;
  }
  if (others > 0) found.push(`${others} other${others === 1 ? '' : 's'}`);
  const has = found.length === 0 ? 'no named field' : found.join(', ');
  return `it has no value: none of ${keys.filter(isHarmless).join(', ')}; it has ${has}`;
}

/** The reason for a value that is no number, with the mend for the usual mistakes. */
export function noNumberWords(key: string, value: unknown): string {
  return `its ${key} is not a finite number${typeof value === 'string' ? mendOf(value.trim()) : ''}`;
}

function mendOf(text: string): string {
  if (/^[+-]?\d{1,15},\d{1,15}$/.test(text)) return `: write ${text.replace(',', '.')} with a point`;
  const [, number] = /^([+-]?\d{1,15}(?:\.\d{1,15})?)\s*[°º%]?\s*[\p{L}/²%]{0,8}$/u.exec(text) ?? [];
  return number === undefined ? '' : `: send ${number} alone, and the unit as "unit"`;
}

/** Foreign text is repeated only if it is short and harmless. */
function isHarmless(name: string): boolean {
  return /^[\w .-]{1,24}$/.test(name);
}
