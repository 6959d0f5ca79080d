import { EXIT } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import { type ConnectionSettings, formatEndpoint } from '../mqtt/settings.ts';
import type { Sink } from '../observation/sink.ts';
import type { Sample } from '../stats/broker-status.ts';
import { SYS_FILTER } from '../stats/catalogue.ts';
import { connect } from './connect.ts';
import { createSampler } from './sampling/sampler.ts';
import { createStop, type StopReason } from './stop.ts';

const CLOSE_MS = 1000;

export interface SamplingSettings {
  readonly connection: ConnectionSettings;
  /** Ends after so many samples; undefined for no limit. */
  readonly count: number | undefined;
  /** Real milliseconds to the end; undefined for no limit. */
  readonly durationMs: number | undefined;
  /** The wait for the first figures, in real milliseconds. */
  readonly timeoutMs: number;
  /** Ends the sampling. */
  readonly signal: AbortSignal;
  /** The real clock, in milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Subscribes to a broker's figures under $SYS. The sink takes a sample each time that the broker publishes them.
 * Throws a Failure if no figures come within the time-out, the broker refuses the subscription, or the connection is
 * lost for good.
 */
export async function sampling(settings: SamplingSettings, sink: Sink): Promise<StopReason> {
  const { connection, count, durationMs, timeoutMs, signal, now } = settings;
  const stop = createStop({ signal, durationMs });
  let samples = 0;
  const take = (sample: Sample): void => {
    if (stop.stopped) return;
    sink.take({ kind: 'sample', sample });
    samples++;
    if (samples === count) stop.stop('count');
  };
  const sampler = createSampler(now, take);

  const session = await connect(connection, signal, sink, { onMessage: sampler.take });
  void session.lost.then(stop.stop);
  session.subscribe([SYS_FILTER], 0).catch((error) => stop.stop(asFailure(error)));
  const waiting = setTimeout(() => {
    if (samples > 0) return;
    const known = sampler.known();
    if (known !== undefined) take(known);
    else stop.stop(noFigures(formatEndpoint(connection.endpoint), timeoutMs));
  }, timeoutMs);

  const reason = await stop.reason;
  clearTimeout(waiting);
  sampler.cancel();
  await session.close(CLOSE_MS);
  if (reason instanceof Failure) throw reason;
  return reason;
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure(`the subscription to $SYS failed: ${String(error)}`, EXIT.unreachable, { cause: error });
}

function noFigures(where: string, timeoutMs: number): Failure {
  return new Failure(
    `${where} published nothing under $SYS within ${timeoutMs / 1000} s: ` +
      'it has no $SYS topics, or they are not for this user; where they come once a minute use --timeout 65',
    EXIT.timeout,
  );
}
