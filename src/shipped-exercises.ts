import { readFileSync } from 'node:fs';

/** The exercises of the package, in `exercises/` at its top. */
export const SHIPPED_EXERCISES = [
  'publisher',
  'publisher-cbor',
  'alarm',
  'alarm-cbor',
  'wildcards',
  'subscribe',
  'every-20s',
  'two-publishers',
  'retained',
  'will',
  'kept-session',
  'qos0',
  'qos1',
  'qos2',
  'lost-puback',
  'reconnect',
  'mqtt31',
  'tls',
  'websocket',
  'mqtt-sn',
] as const;

/** The text of a shipped exercise; undefined for an unknown name. */
export function shippedExercise(name: string): string | undefined {
  if (!SHIPPED_EXERCISES.some((known) => known === name)) return undefined;
  // From src/ and, bundled, from dist/ the folder is one level up.
  return readFileSync(new URL(`../exercises/${name}.yaml`, import.meta.url), 'utf8');
}
