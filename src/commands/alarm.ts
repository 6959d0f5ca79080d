import { limitsWith } from '../alarm/breach.ts';
import { describeLimits } from '../alarm/describe-limits.ts';
import { atLeast } from '../building/limit.ts';
import { command } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { type AlarmingResult, alarming, allFilters } from '../services/alarming/alarming.ts';
import { type AlarmSettings, alarmingSettings, alarmOptions } from './alarm/settings.ts';
import { foreignMessages } from './foreign-messages.ts';
import { runListening } from './run-listening.ts';

export const alarm = command({
  describe: 'Prints readings beyond a limit, or alarms by rules, as they come.',
  options: alarmOptions,
  examples: [
    ['alarm', 'every reading beyond a built-in limit'],
    ['alarm --sensor TEMP --above TEMP=25', 'temperatures above 25'],
    ['alarm -C 3 -W 1m -J', 'three as JSON lines, or exit code 27'],
    ['alarm --rules office --report events', 'raised, cleared'],
  ],
  notes: ['Built-in limits:', ...describeLimits(limitsWith()).map((line) => `  ${line}`)],
  run: async (settings, context) => {
    const translated = await foreignMessages(settings, settings.prefix);
    const listening = alarmingSettings(settings, context, translated);
    return runListening(settings, context, {
      observes: 'alarm',
      view: { isFolding: true, isWhole: settings.verbose },
      listening,
      filters: allFilters(listening),
      serve: async (own, sink) => exitCode(settings, await alarming(own, sink)),
    });
  },
});

function exitCode({ 'fail-on': failOn }: AlarmSettings, { reason, levels }: AlarmingResult): ExitCode {
  if (failOn && [...levels].some((level) => atLeast(level, failOn))) return EXIT.failOn;
  return reason === 'timeout' ? EXIT.timeout : EXIT.done;
}
