/** Floors as equal squares. */
export interface FloorGrid {
  /** In pixels. */
  readonly side: number;
  readonly columns: number;
}

const GAP = 12;
/** The line for a floor's name. */
const CAPTION = 28;
/** Smaller floors are illegible: the page scrolls instead. */
const MIN_SIDE = 240;

/** The grid with the largest squares for so many floors in a place of this width and height, all in pixels. */
export function bestGrid(count: number, width: number, height: number): FloorGrid {
  let best = { side: 0, columns: 1 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const side = Math.floor(Math.min(width / columns - GAP, height / rows - CAPTION));
    if (side > best.side) best = { side, columns };
  }
  if (best.side >= MIN_SIDE || width === 0) return best;
  const side = Math.min(MIN_SIDE, width);
  return { side, columns: Math.max(1, Math.min(count, Math.floor(width / (side + GAP)))) };
}
