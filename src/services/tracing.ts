import { hostAndPort } from '../host-port.ts';
import type { InterferenceRule } from '../interference/rule.ts';
import { type ConnectionSettings, formatEndpoint } from '../mqtt/settings.ts';
import type { Sink } from '../observation/sink.ts';
import type { OutputFile } from '../output-file.ts';
import { escapeControl } from '../text/escape.ts';
import type { TraceEvent } from '../trace/event.ts';
import { type ExchangeStep, ExchangeTracker } from '../trace/exchange.ts';
import type { Interference } from '../trace/interference.ts';
import { Totals } from '../trace/totals.ts';
import { warnIfInsecure } from './connect.ts';
import { note, warn } from './note.ts';
import { createStop } from './stop.ts';
import { openCaptureFile } from './tracing/capture-file.ts';
import { openTraceProxy } from './tracing/trace-proxy.ts';

export interface TracingSettings {
  /** The proxy listens here; port 0 for any free port. */
  readonly listen: { readonly host: string; readonly port: number };
  /** The broker or gateway. */
  readonly upstream: ConnectionSettings;
  /** A pcapng file, or undefined for none. */
  readonly capture: OutputFile | undefined;
  /** Rules of interference, with their seed; undefined for none. */
  readonly interference: { readonly rules: readonly InterferenceRule[]; readonly seed: string } | undefined;
  /** Ends after so many packets; undefined for no limit. */
  readonly count: number | undefined;
  /** Real milliseconds to the end; undefined for no limit. */
  readonly durationMs: number | undefined;
  /** Ends the tracing. */
  readonly signal: AbortSignal;
  /** The real clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** Packets above this many bytes are shown with their header only. */
  readonly packetLimit?: number;
  /** Called with the port when clients can connect. */
  readonly onListening?: (port: number) => void;
}

const ALONE: ExchangeStep = { role: 'alone' };

/**
 * Stands between clients and a broker until something ends it. The sink takes every packet, and the totals at the end.
 * Throws a Failure if the port can't be had, the gateway's name is unknown, or the capture can't be written.
 */
export async function tracing(settings: TracingSettings, sink: Sink): Promise<void> {
  const { listen, upstream, count, durationMs, signal, now, packetLimit } = settings;
  const capture =
    settings.capture === undefined ? undefined : openCaptureFile(settings.capture, upstream.endpoint, sink);
  const stop = createStop({ signal, durationMs });
  const exchanges = new ExchangeTracker();
  const totals = new Totals();
  let packets = 0;
  const onEvent = (event: TraceEvent): void => {
    capture?.add(event);
    if (event.kind === 'refused') {
      warn(sink, `#${event.connection}: ${escapeControl(event.reason)}`);
    }
    const step = event.kind === 'seen' ? exchanges.step(event) : ALONE;
    totals.add(event, step);
    // After the end packets still pass and count while the connections close, but are not shown.
    if (!stop.stopped) sink.take({ kind: 'trace', event, step });
    if (event.kind === 'closed') exchanges.forget(event.connection);
    if (event.kind === 'seen' && event.item.kind === 'packet' && ++packets === count) stop.stop('count');
  };

  warnIfInsecure(upstream, sink);
  const interference = await interferenceOf(settings.interference, sink);
  const limit = packetLimit === undefined ? {} : { packetLimit };
  const watched = { now: fineClock(now), onEvent, ...limit };
  const proxy = await openTraceProxy({ listen, upstream, interference, ...watched });
  const where = hostAndPort(listen.host, proxy.port);
  const extent = interference === undefined ? 'all' : 'what --interfere leaves';
  note(sink, `listening on ${where}, passing ${extent} on to ${formatEndpoint(upstream.endpoint)}`);
  settings.onListening?.(proxy.port);
  await stop.reason;
  await proxy.close();
  sink.take({ kind: 'trace-totals', summary: totals.summary() });
  capture?.close();
}

async function interferenceOf(
  given: TracingSettings['interference'],
  sink: Sink,
): Promise<Interference | undefined> {
  if (given === undefined) return undefined;
  const { rules, seed } = given;
  if (rules.some(({ share }) => share !== undefined))
    note(sink, `to repeat this interference: --seed ${seed}`);
  const { seededInterference } = await import('./tracing/seeded-interference.ts');
  return seededInterference(rules, seed);
}

/** The time between two packets is often less than a millisecond. */
function fineClock(now: () => number): () => number {
  const startedAtMs = now() - performance.now();
  return () => startedAtMs + performance.now();
}
