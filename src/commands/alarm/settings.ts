import type { Context } from '../../command.ts';
import { alarmStateOptions } from '../../options/alarm-state.ts';
import { connectionOptions, prefixFilterOption } from '../../options/connection.ts';
import { limitOptions } from '../../options/limits.ts';
import { stopOptions } from '../../options/listening.ts';
import { maxTopicsOption } from '../../options/max-topics.ts';
import type { Settings } from '../../options/option.ts';
import { outputOptions } from '../../options/output.ts';
import { reportOptions } from '../../options/rules.ts';
import { templateOptions } from '../../options/templates.ts';
import { wholeLinesOption } from '../../options/whole-lines.ts';
import { workerFiltersOf, workerOptions } from '../../options/worker.ts';
import type { AlarmingSettings } from '../../services/alarming/alarming.ts';
import { sinkOptions } from '../../sinks/list.ts';
import { judgingSettings } from '../judging-settings.ts';
import { listenSettings } from '../listen-settings.ts';
import type { Translated } from '../translation-of.ts';

export const alarmOptions = {
  ...workerOptions,
  ...limitOptions,
  ...reportOptions,
  ...alarmStateOptions,
  'max-topics': maxTopicsOption,
  ...templateOptions,
  ...stopOptions,
  ...connectionOptions,
  prefix: prefixFilterOption,
  ...outputOptions,
  ...sinkOptions('alarm'),
  verbose: wholeLinesOption,
} as const;

export type AlarmSettings = Settings<typeof alarmOptions>;

/** The settings of the service; `translated` are the messages of another program. Throws a usage failure. */
export function alarmingSettings(
  settings: AlarmSettings,
  context: Context,
  translated?: Translated | undefined,
): AlarmingSettings {
  const { report, shard, count, publish } = settings;
  const judging = judgingSettings(settings);
  const filters = translated?.filters ?? workerFiltersOf(settings, settings.prefix);
  const { connection, ...listening } = listenSettings(settings, context, 'alarm', filters);
  const keptStates = publish !== undefined && report === 'events' ? ['the retained alarm states'] : [];
  return {
    ...listening,
    connection: { ...connection, keptByBroker: [...keptStates, ...connection.keptByBroker] },
    report,
    ...judging,
    shard,
    count,
    prefix: publish,
    translation: translated?.translation,
  };
}
