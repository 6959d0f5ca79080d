import type { Sink } from '../observation/sink.ts';

/** Observes a sentence that no other kind of observation fits. */
export function note(sink: Sink, text: string): void {
  sink.take({ kind: 'note', text, isWarning: false });
}

/** The same for a sentence that the user must see with `--quiet` too. */
export function warn(sink: Sink, text: string): void {
  sink.take({ kind: 'note', text, isWarning: true });
}
