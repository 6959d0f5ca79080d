import type { UnreadableMessage } from '../../../observation/observation.ts';
import { escapeControl } from '../../../text/escape.ts';

const SHOWN_CHARACTERS = 120;

/** A warning about an unreadable message. */
export function unreadableLine({ topic, reason }: UnreadableMessage): string {
  const shown = topic.length > SHOWN_CHARACTERS ? `${topic.slice(0, SHOWN_CHARACTERS)}…` : topic;
  return `can't read ${escapeControl(shown)}: ${reason} (said once per topic)`;
}
