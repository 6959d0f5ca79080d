import type { Readable } from 'node:stream';
import type { Output } from '../../command.ts';

export interface RelayStyle {
  /** Stands in front of each line. */
  readonly prefix?: string;
  /** The first line stays away: the head of a table. */
  readonly isHeadless?: boolean;
}

const LINE_END = 10;

/** Passes whole lines on: several programs share the output. Waits for the output. Resolves at the end of the input. */
export async function relayLines(
  from: Readable,
  to: Output,
  { prefix = '', isHeadless = false }: RelayStyle,
): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  let isHead = isHeadless;
  const pass = async (text: string): Promise<void> => {
    const shown = prefix === '' ? text : text.replaceAll(/^(?=.)/gm, prefix);
    await new Promise<void>((resolve) => to.write(shown, resolve));
  };
  for await (const chunk of from as AsyncIterable<Buffer>) {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (isHead && bytes.includes(LINE_END)) {
      bytes = bytes.subarray(bytes.indexOf(LINE_END) + 1);
      isHead = false;
    }
    const end = isHead ? 0 : bytes.lastIndexOf(LINE_END) + 1;
    rest = bytes.subarray(end);
    if (end > 0) await pass(bytes.toString('utf8', 0, end));
  }
  if (rest.length > 0 && !isHead) await pass(`${rest.toString()}\n`);
}
