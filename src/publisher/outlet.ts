import type { Qos } from '../mqtt-protocol/qos.ts';
import type { Session } from '../session.ts';
import type { Emission } from './emission.ts';
import type { Outlet } from './publish-all.ts';
import type { Pump } from './pump.ts';

export interface SessionOutletSettings {
  readonly session: Session;
  readonly pump: Pump;
  readonly qos: Qos | -1;
  /**
   * Whether the readings keep pace with a clock. If they do, a reading at QoS 0 that falls into a gap of the
   * connection is dropped, as a real sensor's would be; if not, publishing waits for the connection.
   */
  readonly paced: boolean;
}

/** An outlet that publishes over a session, no faster than its broker takes it. */
export function sessionOutlet({
  session,
  pump,
  qos,
  paced,
}: SessionOutletSettings): Outlet & { dropped: number } {
  const outlet = {
    dropped: 0,
    get isReady() {
      return pump.hasCredit && (session.isOpen || (paced && qos <= 0));
    },
    whenReady: () => (qos <= 0 && paced ? pump.whenCredit() : untilReady(session, pump)),
    take({ topic, payload, retain, contentType }: Emission) {
      if (!session.isOpen && qos <= 0) {
        outlet.dropped++;
        return false;
      }
      pump.send({ topic, payload, qos, retain, contentType });
      return true;
    },
  };
  return outlet;
}

async function untilReady(session: Session, pump: Pump): Promise<void> {
  await pump.whenCredit();
  await session.whenOpen();
}

/** An outlet for `--dry-run`. */
export const dryOutlet: Outlet = { isReady: true, whenReady: async () => {}, take: () => true };

/** Hands every emission that was taken to `tell` as well. */
export function tellingOutlet(outlet: Outlet, tell: (emission: Emission) => void): Outlet {
  return {
    get isReady() {
      return outlet.isReady;
    },
    whenReady: outlet.whenReady,
    take: (emission) => {
      const taken = outlet.take(emission);
      if (taken) tell(emission);
      return taken;
    },
  };
}
