import type { Sink } from '../observation/sink.ts';

/** Observes a sentence, if no other kind of observation fits. */
export function note(sink: Sink, text: string): void {
  sink.take({ kind: 'note', text, isWarning: false });
}

/** The same for a sentence to show with `--quiet` too. */
export function warn(sink: Sink, text: string): void {
  sink.take({ kind: 'note', text, isWarning: true });
}
