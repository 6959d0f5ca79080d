/**
 * The place that a key leads to in a grid of rows: left and right from place to place, up and down from row to row, Home
 * and End to the ends. Undefined for another key; the same place at an edge.
 */
export function gridStep(
  rows: readonly (readonly string[])[],
  active: string,
  key: string,
): string | undefined {
  const all = rows.flat();
  const row = rows.findIndex((places) => places.includes(active));
  const column = rows[row]?.indexOf(active) ?? 0;
  const at = all.indexOf(active);
  const inRow = (n: number): string => rows[n]?.[Math.min(column, (rows[n]?.length ?? 1) - 1)] ?? active;
  switch (key) {
    case 'ArrowRight':
      return all[at + 1] ?? active;
    case 'ArrowLeft':
      return all[at - 1] ?? active;
    case 'ArrowDown':
      return inRow(row + 1);
    case 'ArrowUp':
      return inRow(row - 1);
    case 'Home':
      return all[0];
    case 'End':
      return all.at(-1);
    default:
      return undefined;
  }
}
