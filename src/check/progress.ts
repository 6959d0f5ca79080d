import { notSeen, type Verdict } from './verdict.ts';
import { words } from './words.ts';

/** The verdict of a check that ran out of time before it had its messages; undefined while it has not, or has enough. */
export function enough(count: number, least: number, isOver: boolean): Verdict | undefined {
  if (count >= least || !isOver) return undefined;
  return notSeen(
    words(
      `only ${count} of ${least} messages came in time`,
      `solo llegaron a tiempo ${count} de ${least} mensajes`,
    ),
    words(
      `${least} messages: publish more often, or give more time with --time-limit`,
      `${least} mensajes: publica más a menudo, o da más tiempo con --time-limit`,
    ),
  );
}
