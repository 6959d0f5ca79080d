import type { Address } from '../../building/address.ts';
import { selects } from '../../building/selection.ts';
import { command } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { layoutFileOption, loadLayout } from '../../options/layout-file.ts';
import { maxTopicsOption } from '../../options/max-topics.ts';
import { outputOptions } from '../../options/output.ts';
import { recordingLayout, recordingOptions } from '../../options/recording.ts';
import { loadRules, rulesOption } from '../../options/rules.ts';
import { selectionOf, selectionOptions } from '../../options/selection.ts';
import { wholeLinesOption } from '../../options/whole-lines.ts';
import { readPayload } from '../../payload/read.ts';
import type { Recorded } from '../../replay/recorded.ts';
import { passedOverWords, readRecording } from '../../replay/recording.ts';
import { createEventMonitor } from '../../services/alarming/event-monitor.ts';
import { createKnownTopics } from '../../services/known-topics.ts';
import { note } from '../../services/note.ts';
import { openRecording, recordingName, takeUntil } from '../../services/recording-file.ts';
import { counted } from '../../text/counted.ts';
import { openScreen } from '../open-sinks.ts';

const DEFAULT_RULES = 'office';

const options = {
  rules: { ...rulesOption, shown: DEFAULT_RULES },
  layout: layoutFileOption,
  'max-topics': maxTopicsOption,
  ...selectionOptions,
  ...recordingOptions,
  ...outputOptions,
  verbose: wholeLinesOption,
} as const;

export const rulesRun = command({
  describe:
    'Runs alarm rules over recorded readings, in the time of the readings, and prints the alarms raised and cleared. Files are CSV or JSON lines of publish and watch; without a file, stdin is read. Works offline.',
  options,
  examples: [
    ['rules run day.jsonl --rules server-room', 'what a day would have raised'],
    ['rules run -J', 'readings from stdin, alarms as JSON lines'],
  ],
  run: async (settings, context, files) => {
    const sink = openScreen(settings, context, { isWhole: settings.verbose });
    const name = settings.rules ?? DEFAULT_RULES;
    const maxTopics = settings['max-topics'];
    const monitor = createEventMonitor(
      {
        ruleSet: loadRules(name),
        roomTypeOf:
          settings.layout === undefined ? () => undefined : loadLayout(settings.layout).site.roomType,
        description: `rules: ${name}`,
        raiseRetained: true,
        maxTopics,
        now: context.now,
      },
      sink,
    );
    const topics = createKnownTopics({ max: maxTopics, beyond: 'counted, and raise no alarm' }, sink);
    const place = { stdin: context.stdin, note: (text: string) => note(sink, text) };
    const selection = selectionOf(settings);
    const layout = recordingLayout(settings, selection);
    let readings = 0;
    let passedOver = 0;
    const take = (recorded: Recorded): void => {
      const { topic } = recorded;
      const address = topics.addressOf(topic);
      if (address === undefined || !selects(selection, address)) return;
      readings++;
      monitor.take({ topic, address, ...measured(recorded, address), retained: false });
    };
    for (const file of files.length > 0 ? files : ['-']) {
      const source = recordingName('recording', file);
      await takeUntil(context.signal, openRecording('recording', file, place), async (chunks) => {
        const onPassedOver = (): void => void passedOver++;
        for await (const recorded of readRecording(chunks, {
          source,
          layout,
          onPassedOver,
          onNote: place.note,
        }))
          take(recorded);
      });
    }
    note(sink, counted(readings, 'reading') + (passedOver > 0 ? `; ${passedOverWords(passedOver)}` : ''));
    monitor.end();
    await sink.end();
    return EXIT.done;
  },
});

/** The value and time of a recorded reading; the value of an unreadable message is NaN. */
function measured(
  recorded: Recorded,
  { sensor }: Address,
): { readonly value: number; readonly timeMs: number } {
  if (recorded.kind === 'reading') return { value: recorded.reading.value, timeMs: recorded.reading.timeMs };
  const read = readPayload(recorded.payload, sensor, recorded.timeMs);
  if (read.kind === 'unreadable') return { value: Number.NaN, timeMs: recorded.timeMs };
  return { value: read.value, timeMs: read.timeMs ?? recorded.timeMs };
}
