import type { Context } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { Failure } from '../../failure.ts';
import type { ConnectionSettings, Protocol } from '../../mqtt/settings.ts';
import { SILENT_SINK, type Sink } from '../../observation/sink.ts';
import { defaultSettings } from '../../options/option.ts';
import { note } from '../../services/note.ts';
import type { WhatIf } from '../../services/publishing/what-if.ts';
import { supervising } from '../../services/supervising.ts';
import { fanOut } from '../../sinks/fan-out.ts';
import { type DashboardOptions, dashboardOptions } from '../dashboard/options.ts';
import { openSupervisedPage, supervisingSettings } from '../dashboard/supervised-page.ts';
import { openTracedPort, type TracedPort } from '../dashboard/traced-port.ts';

/** The readings scroll past, and the address of the page with them: on a terminal it comes again after this time. */
const AGAIN_MS = 60_000;
const ANY_PORT = { host: '127.0.0.1', port: 0 };

export interface DemoPage {
  /** Shows what it hears until the demo ends. Rejects if the broker can't be reached. */
  readonly run: () => Promise<unknown>;
  /** Resolves when the page hears the broker. */
  readonly ready: Promise<unknown>;
  /** Says where the page is. */
  readonly announce: () => void;
  /** The connection of another client, through the traced port. */
  readonly through: (connection: ConnectionSettings) => ConnectionSettings;
  readonly end: () => Promise<unknown>;
}

interface DemoPageSettings {
  readonly settings: Omit<Partial<DashboardOptions>, 'floors' | 'rooms'> & { readonly embedded?: boolean };
  readonly context: Context;
  readonly whatIf: WhatIf | undefined;
  readonly screen: Sink;
}

/** The dashboard of the demo; undefined if a port of it is taken: the demo goes on without. */
export async function openDemoPage(demo: DemoPageSettings): Promise<DemoPage | undefined> {
  try {
    return await open(demo);
  } catch (error) {
    if (!(error instanceof Failure) || error.exitCode === EXIT.usage) throw error;
    note(demo.screen, `no dashboard: ${error.message}`);
    return undefined;
  }
}

async function open({ settings, context, whatIf, screen }: DemoPageSettings): Promise<DemoPage> {
  const all = { ...defaultSettings(dashboardOptions), ...settings };
  const supervision = supervisingSettings(all, context);
  const { mayHost } = supervision.connection;
  const connection = {
    ...supervision.connection,
    command: 'demo',
    clientId: undefined,
    mayHost: mayHost && settings.embedded !== false,
  };
  const traced = await openTraced(all, connection, context);
  const page = await openSupervisedPage(all, context, supervision, screen, { whatIf, packets: traced }).catch(
    async (error: unknown) => {
      await traced?.close();
      throw error;
    },
  );
  const { dashboard, attach } = page;
  const show = (): void => note(screen, `the building in a browser: ${dashboard.url}`);
  const again = context.stderr.isTTY ? setInterval(show, AGAIN_MS) : undefined;
  let tellReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    tellReady = resolve;
  });
  return {
    ready,
    announce: () => {
      if (traced !== undefined) note(screen, `the page draws the packets of clients at ${traced.tracedAt}`);
      show();
    },
    run: () =>
      supervising(
        { ...supervision, connection, onReady: attach, onListening: tellReady },
        fanOut(onlyConnection(screen), [dashboard]),
      ),
    through: (other) => (traced === undefined ? other : throughPort(other, traced)),
    end: async () => {
      clearInterval(again);
      await traced?.close();
      await dashboard.end();
    },
  };
}

/** A port in front of one broker; undefined for a cluster. Nobody asked for it, so its notes are left out. */
async function openTraced(
  { trace = ANY_PORT }: Pick<DashboardOptions, 'trace'>,
  connection: ConnectionSettings,
  context: Context,
): Promise<TracedPort | undefined> {
  if (connection.otherEndpoints.length > 0) return undefined;
  return openTracedPort(trace, connection, context, SILENT_SINK);
}

/** The port passes bytes on, and encrypts them on the way to the broker if need be. */
const PLAIN: Readonly<Partial<Record<Protocol, Protocol>>> = { mqtts: 'mqtt', wss: 'ws' };

/** The same connection to the traced port. It runs no broker in the port's place. */
function throughPort(connection: ConnectionSettings, { address }: TracedPort): ConnectionSettings {
  const { protocol } = connection.endpoint;
  const endpoint = { ...connection.endpoint, ...address, protocol: PLAIN[protocol] ?? protocol };
  return { ...connection, endpoint, mayHost: false };
}

/** The terminal shows who runs the broker, and if it is gone. */
function onlyConnection(screen: Sink): Sink {
  return {
    take: (observation) => {
      if (observation.kind === 'connection') screen.take(observation);
    },
    end: screen.end,
  };
}
