import { atLeast } from '../building/limit.ts';
import { command } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { type AlarmingResult, alarming, allFilters } from '../services/alarming/alarming.ts';
import { type AlarmSettings, alarmingSettings, alarmOptions } from './alarm/settings.ts';
import { runListening } from './run-listening.ts';

export const alarm = command({
  describe: 'Prints readings beyond a limit, with building, floor, wing, room, sensor and value.',
  options: alarmOptions,
  examples: [
    ['alarm', 'every reading beyond a built-in limit'],
    ['alarm --floor 2 --wing O --sensor TEMP --above TEMP=25', 'temperatures above 25 in one wing'],
    ['alarm --shard 2/3 --rooms 20', 'the second of three workers for a building with 20 rooms a wing'],
    ['alarm --count 3 --timeout 1m -J', 'three alarms as JSON lines, or exit code 27 after a minute'],
    ['alarm --rules office --report events', 'one line per alarm, with deadband, delays and silence'],
    ['alarm --rules office --report events --state alarms.jsonl', 'and remember them over a restart'],
  ],
  run: async (settings, context) => {
    const listening = alarmingSettings(settings, context);
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
