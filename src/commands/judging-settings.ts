import { limitsWith } from '../alarm/breach.ts';
import { usageFailure } from '../failure.ts';
import type { alarmStateOptions } from '../options/alarm-state.ts';
import { loadedLayout } from '../options/layout-file.ts';
import type { limitOptions } from '../options/limits.ts';
import type { Settings } from '../options/option.ts';
import { loadRules, type reportOptions } from '../options/rules.ts';
import type { selectionOptions } from '../options/selection.ts';
import type { MonitorSettings } from '../services/alarming/open-monitor.ts';

type JudgingOptions = Pick<Settings<typeof limitOptions>, 'above' | 'below'> &
  Pick<Settings<typeof reportOptions>, 'rules' | 'max-ahead' | 'raise-retained'> &
  Settings<typeof alarmStateOptions> &
  Pick<Settings<typeof selectionOptions>, 'sensor'> & {
    readonly layout: string | undefined;
    readonly 'max-topics': number;
  };

/** How readings are judged: by limits or rules, with which memory. Throws a usage failure. */
export function judgingSettings(
  settings: JudgingOptions,
): Omit<MonitorSettings, 'report' | 'shard'> & { readonly maxAheadMs: number } {
  const { rules: file, layout, above, below } = settings;
  if (file !== undefined && above.length + below.length > 0) {
    throw usageFailure('--rules replaces --above and --below: leave one or the other out');
  }
  return {
    limits: limitsWith(
      [
        ...above.map((limit) => ({ ...limit, side: 'above' as const })),
        ...below.map((limit) => ({ ...limit, side: 'below' as const })),
      ],
      settings.sensor,
    ),
    rules: file === undefined ? undefined : { ruleSet: loadRules(file), file },
    roomTypeOf: layout === undefined ? () => undefined : loadedLayout(layout).site.roomType,
    raiseRetained: settings['raise-retained'],
    state: { path: settings.state, fromPaths: settings['from-state'] },
    maxTopics: settings['max-topics'],
    maxAheadMs: settings['max-ahead'],
  };
}
