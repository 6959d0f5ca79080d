/** The reason for a text that a program or a shell writes in place of JSON, with its mend; undefined for other texts. */
export function foreignNotation(text: string): string | undefined {
  return NOTATIONS.find(({ pattern }) => pattern.test(text))?.reason;
}

const PYTHON = "it is Python's own notation, not JSON: send json.dumps(data) instead of str(data)";

/** Each pattern looks at a bounded part of the text, and can't backtrack far. */
const NOTATIONS: readonly { readonly pattern: RegExp; readonly reason: string }[] = [
  { pattern: /^[[{(][[{(\s]*'/, reason: PYTHON },
  { pattern: /^[[{][\s\S]{0,2000}?[:,]\s*(?:True|False|None)\s*[,}\]]/, reason: PYTHON },
  { pattern: /^(?:True|False|None)$/, reason: PYTHON },
  {
    pattern: /^[[{][\s\S]{0,2000}?[:,[]\s*[+-]?(?:NaN|Infinity)\s*[,}\]]/,
    reason: 'it has NaN or Infinity, which JSON does not have: send null, or no message',
  },
  { pattern: /^[+-]?(?:nan|inf|infinity)$/i, reason: 'it is NaN or Infinity: the sensor gave no number' },
  { pattern: /^[[{][\s\S]*,\s{0,20}[\]}]$/, reason: 'its JSON has a comma too many at its end' },
  {
    pattern: /^\{[^{}]{0,2000}\}\s{0,20}\{/,
    reason: 'it is more than one JSON text: send one in each message',
  },
  {
    pattern: /^b(['"])[\s\S]{0,200}\1$/,
    reason: "it is Python's notation of bytes: send the bytes themselves, not str(data)",
  },
  { pattern: /^\[object \w+\]$/, reason: "it is JavaScript's name of an object: send JSON.stringify(data)" },
  { pattern: /^[+-]?\d{1,15},\d{1,15}$/, reason: 'it is a number with a comma: write it with a point' },
  {
    pattern: /^'[{[]/,
    reason: 'it has single quotes around its JSON: this shell wants double quotes, with \\" inside',
  },
  {
    pattern: /^\{\s*\w+\s*:/,
    reason: 'its JSON has no double quotes around its names: a shell may have taken them',
  },
];
