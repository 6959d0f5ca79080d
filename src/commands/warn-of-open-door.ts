import { isLoopback } from '../loopback.ts';
import type { Sink } from '../observation/sink.ts';
import { warn } from '../services/note.ts';

/** Warns that other machines reach a server: `can` says what they can do, and what helps. */
export function warnOfOpenDoor(host: string, can: string, sink: Sink): void {
  if (!isLoopback(host)) warn(sink, `everybody who reaches ${host} can ${can}`);
}
