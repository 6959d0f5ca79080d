import { checkKind } from '../check.ts';
import type { Evidence, SeenPacket } from '../evidence.ts';
import { packetLine, receivedPackets, sentPackets } from '../packets.ts';
import { failed, notSeen, passed, warned } from '../verdict.ts';
import { type Words, words } from '../words.ts';

/** The program tries to connect until the broker takes it again. */
export const reconnects = checkKind({
  name: 'reconnects',
  parameters: {},
  rule: () =>
    words('connects again until the broker takes it', 'vuelve a conectarse hasta que el broker lo acepta'),
  decide: (evidence, _, __, isOver) => {
    const attempts = attemptsAfterCut(evidence);
    const accepted = attempts.find((attempt) => isAccepted(attempt, evidence));
    if (accepted !== undefined) return passed(waitWords(attempts));
    if (!isOver) return undefined;
    if (!wasCut(evidence)) return UNSEEN;
    const last = attempts.at(-1);
    return failed({
      seen:
        last === undefined
          ? words('no CONNECT after the connection broke', 'ningún CONNECT tras romperse la conexión')
          : words(
              `${attempts.length} attempts, and then none`,
              `${attempts.length} intentos, y después ninguno`,
            ),
      expected: words('CONNECT again and again', 'CONNECT una y otra vez'),
      ...(last && { packet: packetLine(last) }),
    });
  },
});

/** Each attempt to connect waits longer than the one before: a broker in trouble is not flooded. */
export const growingWaits = checkKind({
  name: 'growing-waits',
  parameters: {},
  rule: () => words('waits longer after each refusal', 'espera más tras cada rechazo'),
  decide: (evidence, _, __, isOver) => {
    if (!isOver) return undefined;
    const attempts = attemptsAfterCut(evidence);
    const waits = waitsOf(attempts);
    if (waits.length < 2) return UNSEEN;
    const [first = 0] = waits;
    const last = waits.at(-1) ?? 0;
    const seen = waitWords(attempts);
    if (last >= GROWTH * first) return passed(seen);
    return warned({
      seen,
      expected: words('waits such as 1, 2 and 4 s', 'esperas como 1, 2 y 4 s'),
      hint: words(
        'in Paho: client.reconnect_delay_set(min_delay=1, max_delay=30)',
        'en Paho: client.reconnect_delay_set(min_delay=1, max_delay=30)',
      ),
    });
  },
});

/** The last wait beside the first one. */
const GROWTH = 1.5;

function attemptsAfterCut(evidence: Evidence): readonly SeenPacket[] {
  const cut = cutAct(evidence);
  if (cut === undefined) return [];
  return sentPackets(evidence, 'connect').filter(({ atMs }) => atMs >= cut.startedAtMs);
}

function cutAct({ acts }: Evidence): Evidence['acts'][number] | undefined {
  return acts.find(({ name }) => name === 'cut' || name === 'restart-broker');
}

function wasCut(evidence: Evidence): boolean {
  return cutAct(evidence) !== undefined && evidence.seesPackets;
}

function isAccepted({ connection }: SeenPacket, evidence: Evidence): boolean {
  return receivedPackets(evidence, 'connack').some(
    (packet) =>
      packet.connection === connection &&
      (packet.packet.facts.codes?.every(({ isError }) => !isError) ?? true),
  );
}

function waitsOf(attempts: readonly SeenPacket[]): readonly number[] {
  return attempts.slice(1).map(({ atMs }, i) => atMs - (attempts[i]?.atMs ?? 0));
}

function waitWords(attempts: readonly SeenPacket[]): Words {
  const waits = waitsOf(attempts).map((ms) => (ms / 1000).toFixed(1));
  return waits.length === 0
    ? words('at the first attempt', 'al primer intento')
    : words(`waits of ${waits.join(', ')} s`, `esperas de ${waits.join(', ')} s`);
}

const UNSEEN = notSeen(
  words('too few attempts to connect', 'pocos intentos de conexión'),
  words('several CONNECT packets after the break', 'varios paquetes CONNECT tras el corte'),
);
