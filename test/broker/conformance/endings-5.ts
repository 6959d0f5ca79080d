import { setTimeout as wait } from 'node:timers/promises';
import type { IConnectPacket } from 'mqtt-packet';
import { connectPeer, connectPeer5, type Peer } from './peer.ts';
import type { Row } from './row.ts';

/** Longer than a Session Expiry Interval of one second, also where a broker looks once a second. */
const OVER_A_SECOND_MS = 2500;

/** Lifetime of a session after its connection: MQTT 5 §3.1.2.11.2, §3.14.2.2.2, §4.1. */
export const ENDINGS_5: readonly Row[] = [
  {
    name: 'ends a session with its connection where no Session Expiry Interval is given (§3.1.2.11.2)',
    happens: async (port) => {
      await (await connectPeer5(port, { clientId: 'expiry-none' })).leave();
      return isPresent(port, 'expiry-none');
    },
    expected: false,
  },
  {
    name: 'keeps a session for its Session Expiry Interval, with what it missed [3.1.2-23]',
    happens: async (port) => {
      const properties = { sessionExpiryInterval: 60 };
      const first = await connectPeer5(port, { clientId: 'expiry-60', properties });
      await first.subscribe(['expiry-60', 1]);
      first.vanish();
      await (await connectPeer(port)).publish('expiry-60', 'missed', { qos: 1 });
      const second = await connectPeer5(port, { clientId: 'expiry-60', clean: false, properties });
      return [second.connack.sessionPresent, ...(await second.heard(1))];
    },
    expected: [true, 'expiry-60 missed q1 r0 d0'],
  },
  {
    name: 'keeps a session without end at 0xFFFFFFFF (§3.1.2.11.2)',
    happens: async (port) => {
      await (await lasting(port, 'expiry-ever', 0xffffffff)).leave();
      return isPresent(port, 'expiry-ever');
    },
    expected: true,
  },
  {
    name: 'forgets a session when its Session Expiry Interval is over (§4.1)',
    happens: async (port) => {
      await (await lasting(port, 'expiry-1', 1)).leave();
      await wait(OVER_A_SECOND_MS);
      return isPresent(port, 'expiry-1');
    },
    expected: false,
  },
  {
    name: 'takes the Session Expiry Interval of the connection that resumes the session',
    happens: async (port) => {
      await (await lasting(port, 'expiry-again', 60)).leave();
      await (await connectPeer5(port, { clientId: 'expiry-again', clean: false })).leave();
      return isPresent(port, 'expiry-again');
    },
    expected: false,
  },
  {
    name: 'takes a new Session Expiry Interval from DISCONNECT (§3.14.2.2.2)',
    happens: async (port) => {
      const peer = await lasting(port, 'expiry-changed', 60);
      peer.send({ cmd: 'disconnect', reasonCode: 0, properties: { sessionExpiryInterval: 0 } });
      await peer.closed;
      return isPresent(port, 'expiry-changed');
    },
    expected: false,
  },
  {
    name: 'refuses with 0x82 a DISCONNECT that makes a Session Expiry Interval of 0 more (§3.14.2.2.2)',
    happens: async (port) => {
      const peer = await connectPeer5(port, { clientId: 'expiry-more' });
      peer.send({ cmd: 'disconnect', reasonCode: 0, properties: { sessionExpiryInterval: 60 } });
      return [await peer.ending(), await isPresent(port, 'expiry-more')];
    },
    expected: [0x82, false],
  },
  {
    name: 'begins anew at Clean Start, and lasts as long as is asked then [3.1.2-4]',
    happens: async (port) => {
      const first = await lasting(port, 'clean-start', 60);
      await first.subscribe(['clean-start', 1]);
      await first.leave();
      const again = await connectPeer5(port, {
        clientId: 'clean-start',
        properties: { sessionExpiryInterval: 60 },
      });
      const code = await (await connectPeer5(port)).publish('clean-start', 'x', { qos: 1 });
      await again.leave();
      return [again.connack.sessionPresent, code, await isPresent(port, 'clean-start')];
    },
    expected: [false, 0x10, true],
  },
  {
    name: 'hands a session over between 3.1.1 and 5 (§4.1)',
    happens: async (port) => {
      const old = await connectPeer(port, { clientId: 'both-versions', clean: false });
      await old.subscribe(['both-versions', 1]);
      await old.leave();
      await (await connectPeer5(port)).publish('both-versions', 'x', { qos: 1 });
      const properties = { sessionExpiryInterval: 60 };
      const renewed = await connectPeer5(port, { clientId: 'both-versions', clean: false, properties });
      return [renewed.connack.sessionPresent, ...(await renewed.heard(1))];
    },
    expected: [true, 'both-versions x q1 r0 d0'],
  },
];

function lasting(port: number, clientId: string, sessionExpiryInterval: number): Promise<Peer> {
  return connectPeer5(port, { clientId, properties: { sessionExpiryInterval } });
}

/** True if the broker has a session of this client. Ends the session. */
async function isPresent(port: number, clientId: string): Promise<boolean> {
  const options: Partial<IConnectPacket> = { clientId, clean: false };
  const peer = await connectPeer5(port, options);
  await peer.leave();
  return peer.connack.sessionPresent;
}
