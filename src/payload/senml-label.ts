/** SenML's labels in JSON and their integers in CBOR (RFC 8428 §6, table 4). */
export const SENML_LABELS = {
  bver: -1,
  bn: -2,
  bt: -3,
  bu: -4,
  bv: -5,
  bs: -6,
  n: 0,
  u: 1,
  v: 2,
  vs: 3,
  vb: 4,
  s: 5,
  t: 6,
  ut: 7,
  vd: 8,
} as const;

const BY_INTEGER = new Map<unknown, string>(
  Object.entries(SENML_LABELS).map(([label, integer]) => [integer, label]),
);

/** A record's fields under their JSON labels, from either kind of labels. */
export function senmlFields(record: ReadonlyMap<unknown, unknown>): ReadonlyMap<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [key, value] of record) {
    const label = BY_INTEGER.get(key) ?? key;
    if (typeof label === 'string') fields.set(label, value);
  }
  return fields;
}
