import { ownSheets } from '../../building/sensors.ts';
import type { Context } from '../../command.ts';
import type { Dashboard, TracedPackets } from '../../dashboard/dashboard.ts';
import { formatEndpoint } from '../../mqtt/settings.ts';
import type { Sink } from '../../observation/sink.ts';
import { filtersOf, stopOptions } from '../../options/listening.ts';
import { defaultSettings } from '../../options/option.ts';
import { outputOptions } from '../../options/output.ts';
import { selectionOf } from '../../options/selection.ts';
import { kindLimits, ruleLimits } from '../../services/alarming/limit-source.ts';
import type { WhatIf } from '../../services/publishing/what-if.ts';
import type { CommandAlarm, SupervisingSettings } from '../../services/supervising.ts';
import { VERSION } from '../../version.ts';
import { judgingSettings } from '../judging-settings.ts';
import { listenSettings } from '../listen-settings.ts';
import type { Translated } from '../translation-of.ts';
import { openPage } from './open-page.ts';
import type { DashboardOptions } from './options.ts';
import { whatIfDesk } from './what-if-desk.ts';

/** The settings of the service; `translated` are the messages of another program. Throws a usage failure. */
export function supervisingSettings(
  settings: DashboardOptions,
  context: Context,
  translated?: Translated | undefined,
): SupervisingSettings {
  const judging = judgingSettings(settings);
  const listening = { ...defaultSettings({ ...outputOptions, ...stopOptions }), ...settings, embedded: true };
  return {
    ...listenSettings(listening, context, 'dashboard', translated?.filters ?? wantedFilters(settings)),
    ...judging,
    prefix: settings.publish,
    translation: translated?.translation,
  };
}

/** Everything on the broker, unless a part of a building or filters are named. */
function wantedFilters(settings: DashboardOptions): readonly string[] {
  const { topic, prefix, layout } = settings;
  const isAll = topic.length === 0 && prefix === undefined && layout === undefined;
  return isAll && Object.keys(selectionOf(settings)).length === 0 ? ['#'] : filtersOf(settings, prefix);
}

/** Where the messages come from, if not from a broker alone. */
export interface PageSource {
  /** Of our own publisher. */
  readonly whatIf?: WhatIf | undefined;
  /** The name of a recording. */
  readonly recording?: string;
  readonly packets?: TracedPackets | undefined;
}

export interface SupervisedPage {
  readonly dashboard: Dashboard;
  /** Lets the page command alarms. */
  readonly attach: (command: CommandAlarm) => void;
}

/** Opens the page before the broker is connected: a port that is taken is told first. */
export async function openSupervisedPage(
  settings: DashboardOptions,
  { now }: Context,
  { connection, limits, rules, roomTypeOf }: SupervisingSettings,
  screen: Sink,
  { whatIf, recording, packets }: PageSource = {},
): Promise<SupervisedPage> {
  let commandAlarm: CommandAlarm = () => 'the dashboard is not ready yet';
  const source = rules === undefined ? kindLimits(limits) : ruleLimits(rules.ruleSet, rules.file, roomTypeOf);
  const kinds = ownSheets();
  const dashboard = await openPage(
    settings,
    {
      where: recording ?? formatEndpoint(connection.endpoint),
      isRecording: recording !== undefined,
      welcome: { version: VERSION, rules: source.description, ...(kinds.length > 0 && { kinds }) },
      limitsOf: source.limitsOf,
      execute: (message) => commandAlarm(message.topic, Buffer.from(JSON.stringify(message.do))),
      whatIf: whatIf && whatIfDesk(whatIf),
      packets,
      now,
    },
    screen,
  );
  return {
    dashboard,
    attach: (command) => {
      commandAlarm = command;
    },
  };
}
