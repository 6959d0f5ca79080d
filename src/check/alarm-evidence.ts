import type { PrintedAlarm } from './challenge/match.ts';
import { printedAlarm } from './challenge/match.ts';
import type { SentMessage } from './challenge/sent-message.ts';
import type { DoneAct, Evidence } from './evidence.ts';
import { payloadWords } from './packets.ts';
import { notSeen, type Verdict } from './verdict.ts';
import { words } from './words.ts';

/** The messages of a part of the challenge that must raise an alarm, each with its printed alarm. */
export function dueAlarms(
  evidence: Evidence,
  part: string,
): readonly { readonly message: SentMessage; readonly printed: PrintedAlarm | undefined }[] {
  return evidence.sent
    .filter((message) => message.part === part && isDue(message))
    .map((message) => ({ message, printed: printedAlarm(message, evidence) }));
}

export function isDue({ purpose }: SentMessage): boolean {
  return purpose === 'alarm' || purpose === 'sentinel';
}

/** The last alarm of a part. Once it is printed, everything before it was read. */
export function sentinelOf(evidence: Evidence, part: string): PrintedAlarm | undefined {
  const sentinel = evidence.sent.find((message) => message.part === part && message.purpose === 'sentinel');
  return sentinel && printedAlarm(sentinel, evidence);
}

/** The act that sent a part; undefined before it began. */
export function actOf({ acts }: Evidence, part: string): DoneAct | undefined {
  return acts.find(({ name }) => name === `challenge ${part}`);
}

/** Alarms of a part may be printed in another order, and so shortly after its last one, in milliseconds. */
const GRACE_MS = 500;

/** The part was sent, its last alarm is printed, and alarms out of order had their time. */
export function isSettled(evidence: Evidence, part: string): boolean {
  const { endedAtMs, hinderedMs = 0 } = actOf(evidence, part) ?? {};
  return (
    endedAtMs !== undefined &&
    evidence.nowMs - endedAtMs - (evidence.hinderedMs - hinderedMs) >= GRACE_MS &&
    sentinelOf(evidence, part) !== undefined
  );
}

/** A message in a line: topic and payload. */
export function messageLine({ topic, payload }: Pick<SentMessage, 'topic' | 'payload'>): string {
  return `${topic} ${payloadWords(payload)}`;
}

/** The program's output does not reach the tester. */
export const UNREAD_OUTPUT: Verdict = notSeen(
  words("the program's output", 'la salida del programa'),
  words('a program started with --exec', 'un programa iniciado con --exec'),
);

/** The part was not sent, for the program was not ready for it. */
export const UNSENT: Verdict = notSeen(
  words(
    'the readings were not sent: the program did not subscribe',
    'no se enviaron las lecturas: el programa no se suscribió',
  ),
  words('SUBSCRIBE, answered with SUBACK', 'SUBSCRIBE, respondido con SUBACK'),
);
