import type { Duplex } from 'node:stream';
import type { Broker, BrokerOptions } from './broker.ts';
import { type Listening, openTcp } from './listener.ts';
import { createPipe } from './pipe-transport.ts';
import type { Acceptor, ClientTransport } from './transport.ts';

/** Hosts the broker in this process as soon as the port is free, for commands without a named broker. */
export interface EmbeddedBrokerHost {
  /**
   * Takes the port over if the port is free. The port is the lock: `taken` means another process won, and
   * this process becomes a client. Calls during an attempt share the answer.
   */
  tryHost(): Promise<'hosting' | 'taken'>;
  readonly hosting: boolean;
  /** A client's end of a connection inside this process; undefined while another process hosts. */
  connect(): Duplex | undefined;
  /** Frees the port before closing the clients' connections, so a client can take over at once. */
  close(): Promise<void>;
}

export interface BrokerHostOptions {
  readonly port: number;
  readonly broker?: BrokerOptions;
}

/**
 * All processes compete for 127.0.0.1, and exclusively: a process on `::1` and another on 127.0.0.1 would
 * make two brokers. The winner listens on `::1` too where possible, since some clients resolve `localhost` to
 * `::1`. The winner accepts at once; early clients wait until the broker is loaded. Rejects with the system's
 * error if the port is forbidden, such as EACCES.
 */
export function createBrokerHost({ port, broker: options = {} }: BrokerHostOptions): EmbeddedBrokerHost {
  let trying: Promise<'hosting' | 'taken'> | undefined;
  let hosted: Hosted | undefined;
  let closed = false;

  const host = async (): Promise<'hosting' | 'taken'> => {
    const won = await openHosted(port, options);
    if (won === undefined) return 'taken';
    if (closed) {
      await won.close();
      return 'taken';
    }
    hosted = won;
    return 'hosting';
  };

  return {
    get hosting() {
      return hosted !== undefined && !closed;
    },
    tryHost() {
      if (closed) return Promise.resolve('taken');
      if (hosted !== undefined) return Promise.resolve('hosting');
      trying ??= host().finally(() => {
        trying = undefined;
      });
      return trying;
    },
    connect: () => (closed ? undefined : hosted?.connect()),
    async close() {
      closed = true;
      await trying;
      await hosted?.close();
    },
  };
}

interface Hosted {
  connect(): Duplex;
  close(): Promise<void>;
}

async function openHosted(port: number, options: BrokerOptions): Promise<Hosted | undefined> {
  const waiting: ClientTransport[] = [];
  let broker: Broker | undefined;
  const acceptor: Acceptor = {
    enter: () => true,
    leave() {},
    accept(transport) {
      if (broker === undefined) waiting.push(transport);
      else broker.serve(transport);
    },
    refuse() {},
  };
  const lock = await openUnlessTaken(port, acceptor);
  if (lock === undefined) return undefined;
  const alias = await openTcp({ host: '::1', port }, acceptor).catch(() => undefined);
  const { createBroker } = await import('./broker.ts');
  const started = await createBroker(options);
  broker = started;
  for (const transport of waiting) started.serve(transport);
  return {
    connect() {
      const { transport, client } = createPipe('this process');
      started.serve(transport);
      return client;
    },
    async close() {
      lock.close();
      alias?.close();
      await started.close();
    },
  };
}

async function openUnlessTaken(port: number, acceptor: Acceptor): Promise<Listening | undefined> {
  try {
    return await openTcp({ host: '127.0.0.1', port }, acceptor);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
}
