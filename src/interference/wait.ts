import { ReadError, type Reader, readDuration } from '../text/reader.ts';

const MAX_WAIT_MS = 86_400_000;

/** A duration of at most a day, in milliseconds: timers hold no more than 24 days. */
export const readPacketWait: Reader<number> = (text) => {
  const waitMs = readDuration(text);
  if (waitMs > MAX_WAIT_MS) throw new ReadError('use 1d or less');
  return waitMs;
};
