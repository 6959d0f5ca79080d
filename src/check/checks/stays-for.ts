import { checkKind } from '../check.ts';
import { receivedPackets, sentPackets } from '../packets.ts';
import { failed, passed } from '../verdict.ts';
import { words } from '../words.ts';

/** A program may take so long to end, in seconds; longer by the lateness of the tester's own timers. */
const SLACK_S = 3;
const EARLY_S = 1;

/** The program stays connected for the time that it was told, and then sends DISCONNECT. */
export const staysFor = checkKind({
  name: 'stays-for',
  parameters: {},
  rule: (_, { seconds = 0 }) => words(`stays for ${seconds} s`, `permanece ${seconds} s`),
  decide: (evidence, _, { seconds = 0 }, isOver) => {
    const begin = receivedPackets(evidence, 'connack').at(0);
    const end = sentPackets(evidence, 'disconnect').find(
      ({ connection }) => connection === begin?.connection,
    );
    const expected = words(`DISCONNECT after ${seconds} s`, `DISCONNECT a los ${seconds} s`);
    if (begin === undefined || end === undefined) {
      return isOver ? failed({ seen: words('no DISCONNECT', 'ningún DISCONNECT'), expected }) : undefined;
    }
    const stayed = (end.atMs - begin.atMs) / 1000;
    const seen = words(`DISCONNECT after ${stayed.toFixed(1)} s`, `DISCONNECT a los ${stayed.toFixed(1)} s`);
    const noise = Math.max(0, ...evidence.latenessMs) / 1000;
    const isRight = stayed >= seconds - EARLY_S - noise && stayed <= seconds + SLACK_S + noise;
    return isRight ? passed(seen) : failed({ seen, expected });
  },
});
