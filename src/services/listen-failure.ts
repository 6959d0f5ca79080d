import { EXIT } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import { systemFault } from '../named-file.ts';

/** A failure to listen on a port, with the reason and the remedy. */
export function listenFailure(cause: unknown, host: string, port: number): Failure {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const why = REASONS[code]?.(port, host) ?? `can't listen on port ${port} of ${host}: ${systemFault(cause)}`;
  return new Failure(why, EXIT.unreachable, { cause });
}

const REASONS: Readonly<Record<string, (port: number, host: string) => string>> = {
  EADDRINUSE: (port, host) =>
    `port ${port} of ${host} is taken: another program listens there; stop it or choose another port`,
  EACCES: (port) => `port ${port} needs more rights than this process has: choose one above 1023`,
  EADDRNOTAVAIL: (_port, host) => `${host} is no address of this machine`,
  ENOTFOUND: (_port, host) => `${host} is no address of this machine`,
};
