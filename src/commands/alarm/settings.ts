import { limitsWith } from '../../alarm/breach.ts';
import type { Context } from '../../command.ts';
import { usageFailure } from '../../failure.ts';
import { alarmStateOptions } from '../../options/alarm-state.ts';
import { connectionOptions, prefixFilterOption } from '../../options/connection.ts';
import { loadLayout } from '../../options/layout-file.ts';
import { limitOptions } from '../../options/limits.ts';
import { stopOptions } from '../../options/listening.ts';
import { maxTopicsOption } from '../../options/max-topics.ts';
import type { Settings } from '../../options/option.ts';
import { outputOptions } from '../../options/output.ts';
import { loadRules, reportOptions } from '../../options/rules.ts';
import { wholeLinesOption } from '../../options/whole-lines.ts';
import { workerFiltersOf, workerOptions } from '../../options/worker.ts';
import type { AlarmingSettings } from '../../services/alarming/alarming.ts';
import { sinkOptions } from '../../sinks/list.ts';
import { listenSettings } from '../listen-settings.ts';

export const alarmOptions = {
  ...workerOptions,
  ...limitOptions,
  ...reportOptions,
  ...alarmStateOptions,
  'max-topics': maxTopicsOption,
  ...stopOptions,
  ...connectionOptions,
  prefix: prefixFilterOption,
  ...outputOptions,
  ...sinkOptions('alarm'),
  verbose: wholeLinesOption,
} as const;

export type AlarmSettings = Settings<typeof alarmOptions>;

/** The settings of the service. Throws a usage failure. */
export function alarmingSettings(settings: AlarmSettings, context: Context): AlarmingSettings {
  const { rules: file, layout, above, below, report, shard, count, publish } = settings;
  if (file !== undefined && above.length + below.length > 0) {
    throw usageFailure('--rules replaces --above and --below: leave one or the other out');
  }
  const filters = workerFiltersOf(settings, settings.prefix);
  const { connection, ...listening } = listenSettings(settings, context, 'alarm', filters);
  const keptStates = publish !== undefined && report === 'events' ? ['the retained alarm states'] : [];
  return {
    ...listening,
    connection: { ...connection, keptByBroker: [...keptStates, ...connection.keptByBroker] },
    report,
    limits: limitsWith(
      [
        ...above.map((limit) => ({ ...limit, side: 'above' as const })),
        ...below.map((limit) => ({ ...limit, side: 'below' as const })),
      ],
      settings.sensor,
    ),
    rules: file === undefined ? undefined : { ruleSet: loadRules(file), file },
    roomTypeOf: layout === undefined ? () => undefined : loadLayout(layout).site.roomType,
    raiseRetained: settings['raise-retained'],
    state: { path: settings.state, fromPaths: settings['from-state'] },
    maxTopics: settings['max-topics'],
    maxAheadMs: settings['max-ahead'],
    shard,
    count,
    prefix: publish,
  };
}
