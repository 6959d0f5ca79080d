import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import { hostInUrl } from '../host-port.ts';
import type { Observation } from '../observation/observation.ts';
import type { Sink } from '../observation/sink.ts';
import { LiveState, type LiveStateSettings } from './live-state.ts';
import type { Welcome } from './messages.ts';
import type { PacketLog } from './packet-log.ts';
import { openPageServer, type PageFiles } from './page-server.ts';
import { CLOSE, type Execute, PageSession } from './page-session.ts';
import type { WhatIfDesk } from './what-if-desk.ts';

export interface DashboardSettings extends LiveStateSettings {
  readonly listen: { readonly host: string; readonly port: number };
  /** Names of this machine in addresses of browsers, beside the listening address. */
  readonly hostNames: readonly string[];
  readonly files: PageFiles;
  readonly welcome: Omit<Welcome, 'type' | 'startedAtMs' | 'faults' | 'tracedAt'>;
  readonly execute: Execute;
  /** The simulation of this process, if it simulates the building. */
  readonly whatIf?: WhatIfDesk | undefined;
  /** The packets at the traced port, if there is one. */
  readonly packets?: TracedPackets | undefined;
}

export interface TracedPackets {
  readonly log: PacketLog;
  /** Where clients connect. */
  readonly tracedAt: string;
}

/** A page of live state in a browser, as a sink of observations. */
export interface Dashboard extends Sink {
  /** The address of the page, with the token behind the `#`: browsers send no server that part. */
  readonly url: string;
  /** No more observations will come. The pages stay. */
  readonly finish: () => void;
}

const TICK_MS = 100;
const TOKEN_BYTES = 16;
/** A page shows its token at once, unless its machine is busy. */
const TOKEN_MS = 5000;

/** Opens the server of a dashboard. Rejects with the system's error if the port can't be had. */
export async function openDashboard(settings: DashboardSettings): Promise<Dashboard> {
  const { execute, whatIf, packets } = settings;
  // A recording has a clock of its own; what a page may do in a second is another matter.
  const now = (): number => performance.now();
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const state = new LiveState(settings);
  const welcome: Welcome = {
    type: 'welcome',
    ...settings.welcome,
    startedAtMs: state.startedAtMs,
    ...(whatIf !== undefined && { faults: whatIf.faults }),
    ...(packets !== undefined && { tracedAt: packets.tracedAt }),
  };
  const sessions = new Set<PageSession>();
  const server = await openPageServer(settings.listen, {
    files: settings.files,
    hostNames: settings.hostNames,
    onPage: (socket) => {
      const shared = { token, welcome, state, execute, whatIf, packets: packets?.log, now };
      const session = new PageSession(socket, shared);
      sessions.add(session);
      follow(socket, session, () => sessions.delete(session));
    },
  });
  const tick = (): void => {
    const changes = state.takeChanges();
    const textFor = memoized((known) => JSON.stringify(state.update(changes, known)));
    for (const session of sessions) session.tick(changes, textFor);
  };
  const ticking = setInterval(tick, TICK_MS);
  const { host } = settings.listen;
  return {
    url: `http://${urlHost(host)}:${server.port}/#t=${token}`,
    take: (observation: Observation) => state.take(observation),
    finish: () => state.end(),
    end: async () => {
      state.end();
      tick();
      clearInterval(ticking);
      await server.close();
      return undefined;
    },
  };
}

function follow(socket: WebSocket, session: PageSession, onClose: () => void): void {
  const late = setTimeout(() => {
    if (!session.isKnown) socket.close(CLOSE.lateToken, 'no token in time');
  }, TOKEN_MS);
  socket.on('message', (data, isBinary) => {
    session.receive(isBinary ? '' : String(data));
  });
  socket.on('close', () => {
    clearTimeout(late);
    onClose();
  });
}

/** Pages that know the same share one text. */
function memoized(make: (known: number) => string): (known: number) => string {
  const texts = new Map<number, string>();
  return (known) => {
    const text = texts.get(known) ?? make(known);
    texts.set(known, text);
    return text;
  };
}

/** The host for an address bar. Every address is an address of this machine, too. */
function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return hostInUrl(host);
}
