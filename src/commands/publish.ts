import { command } from '../command.ts';
import { publishing } from '../services/publishing.ts';
import { FAULT_TYPES } from '../simulator/faults/list.ts';
import { openScreen } from './open-sinks.ts';
import { publishOptions } from './publish/options.ts';
import { publishingSettings } from './publish/publishing-settings.ts';

export const publish = command({
  describe: "Publishes random readings of a building's sensors, one reading a message.",
  options: publishOptions,
  notes: [
    'Ends with exit code 1 if messages of QoS 1 or 2 are not acknowledged, and says',
    'how many. After Ctrl-C it waits 2 s for acknowledgements.',
    '',
    'Faults, at random or as planned in a faults file:',
    ...FAULT_TYPES.map(({ type, describe }) => `  ${type.padEnd(14)} ${describe}`),
    '',
  ],
  examples: [
    ['publish', 'a reading of a random sensor every 1 to 5 seconds'],
    [
      'publish --floor 2 --wing O --every 10s --format cbor',
      'all sensors of a wing, each once in 10 s, as CBOR',
    ],
    ['publish --floor 1 --wing N --room 3 --sensor TEMP --value 31', 'one reading of your own'],
    ['publish --dry-run --every 1m --duration 1h --speed max', 'an hour at once'],
  ],
  run: async (settings, context) => {
    const sink = openScreen(settings, context, { isWhole: settings.verbose });
    try {
      return await publishing(publishingSettings(settings, context, sink), sink);
    } finally {
      await sink.end();
    }
  },
});
