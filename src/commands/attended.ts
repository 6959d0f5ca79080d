import type { Context } from '../command.ts';
import type { Settings } from '../options/option.ts';
import type { outputOptions } from '../options/output.ts';

/**
 * True if a person reads the notes on stderr. A script must not run its own broker unasked: its messages would reach
 * nobody, and the exit code would say that all is well.
 */
export function isAttended(
  { quiet }: Settings<Pick<typeof outputOptions, 'quiet'>>,
  { stderr }: Context,
): boolean {
  return stderr.isTTY && !quiet;
}
