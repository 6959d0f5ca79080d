import { randomBytes } from 'node:crypto';
import type { ConnectionSettings } from '../mqtt/settings.ts';
import type { Qos } from '../mqtt-protocol/qos.ts';
import type { Sink } from '../observation/sink.ts';
import type { PayloadFormat } from '../payload/format.ts';
import { createWorld } from '../simulator/world.ts';
import { measure } from './measuring/measure.ts';
import { createStop, type StopReason } from './stop.ts';

export interface MeasuringSettings {
  readonly connection: ConnectionSettings;
  /** The measurements, one after the other. */
  readonly runs: readonly { readonly qos: Qos; readonly format: PayloadFormat }[];
  readonly publishers: number;
  readonly subscribers: number;
  /** The least bytes of a payload: white space fills it up. */
  readonly payloadSize: number;
  /** Readings a second of all publishers together; Infinity for full speed. */
  readonly perSecond: number;
  readonly warmupMs: number;
  readonly durationMs: number;
  readonly prefix: string | undefined;
  /** Ends the measuring. */
  readonly signal: AbortSignal;
}

/**
 * Measures a broker. The sink takes the result of each run. An interruption, or the loss of a connection, ends the last
 * run early and leaves the next out. Resolves with the reason for the end; throws a Failure if a connection fails.
 */
export async function measuring(settings: MeasuringSettings, sink: Sink): Promise<StopReason> {
  const stop = createStop({ signal: settings.signal });
  const valueAt = createWorld({ seed: 'bench', values: 'uniform', ranges: new Map() }).value;
  for (const { qos, format } of settings.runs) {
    if (stop.stopped) break;
    const building = `BENCH-${randomBytes(4).toString('hex')}`;
    const result = await measure({ ...settings, qos, format, building, valueAt, stop }, sink);
    sink.take({ kind: 'measurement', result });
  }
  stop.stop('count');
  return stop.reason;
}
