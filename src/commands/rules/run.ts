import type { Address } from '../../building/address.ts';
import { command } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { layoutFileOption, loadLayout } from '../../options/layout-file.ts';
import { outputOptions, outputSettings } from '../../options/output.ts';
import { loadRules, rulesOption } from '../../options/rules.ts';
import { readPayload } from '../../payload/read.ts';
import type { Recorded } from '../../replay/recorded.ts';
import { readRecording } from '../../replay/recording.ts';
import { openRecording, recordingName } from '../../services/recording-file.ts';
import { createTopicAddressCache } from '../../services/topic-address-cache.ts';
import { createPrinter } from '../../sinks/screen/printer.ts';
import { createScreen } from '../../sinks/screen/screen.ts';
import { ALARM_VIEW } from '../../sinks/screen/views/alarm.ts';
import { createPlainSink } from '../../sinks/screen-sink.ts';
import { counted } from '../../text/counted.ts';
import { createEventWatch } from '../alarm/event-watch.ts';

const DEFAULT_RULES = 'office';

const options = {
  rules: { ...rulesOption, shown: DEFAULT_RULES },
  layout: layoutFileOption,
  ...outputOptions,
} as const;

export const rulesRun = command({
  describe:
    'Gives recorded readings to alarm rules, in the time of the readings, and prints the alarms that come and go. Files may be CSV or JSON lines as publish and watch print them; stdin is read where none is named. Works offline.',
  options,
  examples: [
    ['rules run day.jsonl --rules server-room', 'what a day would have raised'],
    ['rules run -J', 'readings from stdin, alarms as JSON lines'],
  ],
  run: async (settings, context, files) => {
    const output = outputSettings(settings);
    const screen = createScreen(context, output);
    const name = settings.rules ?? DEFAULT_RULES;
    const watch = createEventWatch({
      ruleSet: loadRules(name),
      roomTypeOf: settings.layout === undefined ? () => undefined : loadLayout(settings.layout).site.roomType,
      description: `rules: ${name}`,
      raiseRetained: true,
      now: context.now,
      note: screen.note,
      warn: screen.warn,
      isJson: output.format === 'jsonl',
      sinks: [createPlainSink(createPrinter(output.format, ALARM_VIEW, screen))],
    });
    const addressOf = createTopicAddressCache();
    let readings = 0;
    for (const file of files.length > 0 ? files : ['-']) {
      const chunks = openRecording('recording', file, context);
      const source = recordingName('recording', file);
      for await (const recorded of readRecording(chunks, { source })) {
        if (context.signal.aborted) break;
        const address = addressOf(recorded.topic);
        if (address === undefined) continue;
        readings++;
        watch.take({ topic: recorded.topic, address, ...measured(recorded, address), retained: false });
      }
    }
    screen.flush();
    screen.note(counted(readings, 'reading'));
    await watch.end();
    return EXIT.done;
  },
});

/** NaN for a message that can't be read as a reading of its sensor. */
function measured(
  recorded: Recorded,
  { sensor }: Address,
): { readonly value: number; readonly time: number } {
  if (recorded.kind === 'reading') return { value: recorded.reading.value, time: recorded.reading.time };
  const read = readPayload(recorded.payload, sensor, recorded.time);
  if (read.kind === 'unreadable') return { value: Number.NaN, time: recorded.time };
  return { value: read.value, time: read.time ?? recorded.time };
}
