import type { Context } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { usageFailure } from '../../failure.ts';
import type { Sink } from '../../observation/sink.ts';
import { defaultSettings } from '../../options/option.ts';
import { willOptions } from '../../options/will.ts';
import type { WhatIf } from '../../services/publishing/what-if.ts';
import { publishing } from '../../services/publishing.ts';
import { publishOptions } from '../publish/options.ts';
import { publishingSettings } from '../publish/publishing-settings.ts';
import { type DashboardOptions, simulationOptions } from './options.ts';

/** Readings in a second: a visitor is to see the building live. */
const RATE = 8;

/** Our own publisher, beside the page in one process. */
export interface Simulation {
  readonly whatIf: WhatIf;
  /** Publishes until `stop`. Resolves when the first message may go out. `onFailure` is called if the publisher fails. */
  readonly start: (onFailure: () => void) => Promise<void>;
  /** Ends the publisher, and waits for it. */
  readonly stop: () => Promise<void>;
  /** Resolves after the end, when the truth is written. Rejects with what made the publisher fail. */
  readonly ended: () => Promise<unknown>;
}

/**
 * The simulation in the options; undefined without `--simulate`. Throws a usage failure for wrong options, and for
 * unreadable or unwritable files.
 */
export async function openSimulation(
  settings: DashboardOptions,
  context: Context,
  sink: Sink,
): Promise<Simulation | undefined> {
  if (!settings.simulate) {
    const names = Object.keys(simulationOptions) as (keyof typeof simulationOptions)[];
    const idle = names.find(
      (name) => settings[name] !== undefined && (name !== 'speed' || settings.replay === undefined),
    );
    if (idle !== undefined) throw usageFailure(`--${idle} is for --simulate: add it, or leave --${idle} out`);
    return undefined;
  }
  const end = new AbortController();
  const checked = await publishingSettings(
    publisherSettings(settings),
    { ...context, signal: end.signal },
    sink,
  );
  const { source, connection } = checked;
  const { whatIf } = source;
  if (whatIf === undefined) throw new TypeError('a simulation without faults');
  let published: Promise<unknown> | undefined;
  const ended = (): Promise<unknown> => {
    // It never began: its files are closed nevertheless.
    published ??= Promise.resolve(source.atEnd?.());
    return published;
  };
  return {
    whatIf,
    ended,
    start: (onFailure) =>
      new Promise((resolve) => {
        const atStart = (): void => {
          source.atStart?.();
          resolve();
        };
        published = publishing(
          {
            ...checked,
            connection: connection && { ...connection, command: 'dashboard' },
            source: { ...source, atStart },
          },
          sink,
        );
        published.catch(onFailure);
      }),
    stop: async () => {
      end.abort(EXIT.done);
      await ended().catch(() => {}); // told by `ended`
    },
  };
}

/** The publisher's side of the options: the same building, by a client of its own. */
function publisherSettings({ topic, prefix, duration: _, ...settings }: DashboardOptions) {
  if (topic.length > 0) throw usageFailure('--simulate needs a selection of sensors: leave --topic out');
  if (prefix?.split('/').includes('+'))
    throw usageFailure(`--simulate needs one prefix: leave the + out of --prefix '${prefix}'`);
  return {
    ...defaultSettings(publishOptions),
    ...settings,
    prefix,
    rate: settings.rate ?? RATE,
    speed: settings.speed ?? 1,
    embedded: true,
    id: undefined,
    'no-clean': false,
    'disable-clean-session': false,
    'session-expiry': undefined,
    ...defaultSettings(willOptions),
  };
}
