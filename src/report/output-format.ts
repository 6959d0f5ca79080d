/** How results are printed: for people, an object a line, or a table. */
export const OUTPUT_FORMATS = ['human', 'jsonl', 'csv'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];
