import { EXIT } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import { systemFault } from '../named-file.ts';
import { portHolder } from './port-holder.ts';

/** A place to listen on. */
interface ListenPlace {
  readonly host: string;
  readonly port: number;
  /** Only a program on a TCP port can be asked for its name. */
  readonly transport: 'tcp' | 'udp';
}

/** A failure to listen on a port, with the reason and the remedy. */
export async function listenFailure(cause: unknown, place: ListenPlace): Promise<Failure> {
  const { host, port } = place;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const why =
    (await REASONS[code]?.(place)) ?? `can't listen on port ${port} of ${host}: ${systemFault(cause)}`;
  return new Failure(why, EXIT.unreachable, { cause });
}

const REASONS: Readonly<Record<string, (place: ListenPlace) => string | Promise<string>>> = {
  EADDRINUSE: async ({ host, port, transport }) => {
    const holder = transport === 'tcp' ? await portHolder(host, port) : 'another program listens there';
    return `port ${port} of ${host} is taken: ${holder}; stop it or choose another port`;
  },
  EACCES: ({ port }) => `port ${port} needs more rights than this process has: choose one above 1023`,
  EADDRNOTAVAIL: ({ host }) => `${host} is no address of this machine`,
  ENOTFOUND: ({ host }) => `${host} is no address of this machine`,
};
