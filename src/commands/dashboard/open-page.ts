import { type Dashboard, type DashboardSettings, openDashboard } from '../../dashboard/dashboard.ts';
import { serverAt } from '../../dashboard/server-at.ts';
import { EXIT } from '../../exit-code.ts';
import { Failure } from '../../failure.ts';
import { isLoopback } from '../../loopback.ts';
import type { Sink } from '../../observation/sink.ts';
import type { Settings } from '../../options/option.ts';
import { builtPage } from '../../page-files.ts';
import { listenFailure } from '../../services/listen-failure.ts';
import { warn } from '../../services/note.ts';
import type { pageOptions } from './options.ts';

/** Opens the page's server. Throws a Failure if the port can't be had: it says who has it. */
export async function openPage(
  { listen, 'allow-host': hostNames }: Settings<Omit<typeof pageOptions, 'open' | 'trace'>>,
  settings: Omit<DashboardSettings, 'listen' | 'hostNames' | 'files'>,
  screen: Sink,
): Promise<Dashboard> {
  const files = builtPage();
  try {
    const page = await openDashboard({ ...settings, files, listen, hostNames });
    if (!isLoopback(listen.host)) {
      warn(screen, `whoever has the address of the page can watch and acknowledge alarms from the network`);
    }
    return page;
  } catch (cause) {
    const isTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    const server = isTaken ? await serverAt(listen.host, listen.port) : undefined;
    if (server === undefined) throw await listenFailure(cause, { ...listen, transport: 'tcp' });
    throw new Failure(
      `port ${listen.port} of ${listen.host} is taken: ${server} listens there; stop it or choose another port by --listen`,
      EXIT.unreachable,
      { cause },
    );
  }
}
