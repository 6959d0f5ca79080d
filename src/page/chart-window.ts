/** A part of the last hour. */
export interface ChartWindow {
  /** Its length in seconds; undefined for all there is. */
  readonly spanS: number | undefined;
  /** Its end, in seconds since 1970; undefined for now: the window then moves with the time. */
  readonly endS: number | undefined;
}

export const WHOLE: ChartWindow = { spanS: undefined, endS: undefined };

type Span = readonly [fromS: number, toS: number];

/** The times that a window shows of a span, in seconds since 1970. */
export function windowSpan(whole: Span, { spanS, endS }: ChartWindow): Span {
  const [fromS, toS] = whole;
  if (spanS === undefined || toS - fromS <= spanS) return whole;
  const end = Math.min(toS, Math.max(endS ?? toS, fromS + spanS));
  return [end - spanS, end];
}

/** The window half its length earlier, or later. Near the end of the span it moves with the time again. */
export function movedWindow(window: ChartWindow, whole: Span, direction: 'earlier' | 'later'): ChartWindow {
  const { spanS } = window;
  if (spanS === undefined) return window;
  const [fromS, toS] = whole;
  const [, shownToS] = windowSpan(whole, window);
  const endS = shownToS + (direction === 'earlier' ? -spanS : spanS) / 2;
  // The time has gone on since the way back began.
  return endS >= toS - spanS / 4
    ? { spanS, endS: undefined }
    : { spanS, endS: Math.max(endS, fromS + spanS) };
}
