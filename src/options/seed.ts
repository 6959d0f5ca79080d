import { ReadError, type Reader } from '../text/reader.ts';

/** A seed of any text. Throws ReadError for an empty one. */
export const readSeed: Reader<string> = (text) => {
  if (text === '') throw new ReadError('use a number or text');
  return text;
};
