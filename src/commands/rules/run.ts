import type { Address } from '../../building/address.ts';
import { selects } from '../../building/selection.ts';
import { command } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { layoutFileOption } from '../../options/layout-file.ts';
import { limitOptions } from '../../options/limits.ts';
import { maxTopicsOption } from '../../options/max-topics.ts';
import type { Settings } from '../../options/option.ts';
import { outputOptions } from '../../options/output.ts';
import { recordingLayout, recordingOptions } from '../../options/recording.ts';
import { REPORTS, rulesOption } from '../../options/rules.ts';
import { selectionOf, selectionOptions } from '../../options/selection.ts';
import { templateOptions } from '../../options/templates.ts';
import { defaulted } from '../../options/values.ts';
import { wholeLinesOption } from '../../options/whole-lines.ts';
import { readPayload } from '../../payload/read.ts';
import type { Recorded } from '../../replay/recorded.ts';
import { passedOverWords, readRecording } from '../../replay/recording.ts';
import { openMonitor } from '../../services/alarming/open-monitor.ts';
import type { MessageTranslation } from '../../services/for-each-reading.ts';
import { createKnownTopics } from '../../services/known-topics.ts';
import { note } from '../../services/note.ts';
import { openRecording, recordingName, takeUntil } from '../../services/recording-file.ts';
import { counted } from '../../text/counted.ts';
import { readOneOf } from '../../text/reader.ts';
import { foreignMessages } from '../foreign-messages.ts';
import { judgingSettings } from '../judging-settings.ts';
import { openScreen } from '../open-sinks.ts';

const DEFAULT_RULES = 'office';

const { above, below } = limitOptions;

const options = {
  rules: { ...rulesOption, shown: DEFAULT_RULES },
  report: defaulted(
    {
      group: 'Alarms',
      takes: 'WHAT',
      default: 'events',
      choices: REPORTS,
      describe: 'events, or breaches: each reading beyond a limit',
      more: 'Breaches are the lines of alarm; without --rules the built-in limits hold.',
    },
    readOneOf(REPORTS),
  ),
  above: { ...above, describe: 'limit above, instead of rules' },
  below: { ...below, describe: 'limit below' },
  layout: layoutFileOption,
  'max-topics': maxTopicsOption,
  ...selectionOptions,
  ...recordingOptions,
  ...templateOptions,
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
    ['rules run day.jsonl --report breaches', 'the lines of alarm: an answer key'],
  ],
  run: async (settings, context, files) => {
    const sink = openScreen(settings, context, { isWhole: settings.verbose });
    const { report } = settings;
    const judging = judgingSettings({ ...settings, ...UNSAVED, rules: rulesOf(settings) });
    const { monitor } = await openMonitor(
      { ...judging, report, shard: undefined },
      { filters: [], now: context.now },
      sink,
    );
    const topics = createKnownTopics({ max: judging.maxTopics, beyond: 'counted, and raise no alarm' }, sink);
    const place = { stdin: context.stdin, note: (text: string) => note(sink, text) };
    const selection = selectionOf(settings);
    const layout = recordingLayout(settings, selection);
    let readings = 0;
    let passedOver = 0;
    const translation = (await foreignMessages(settings, undefined))?.translation;
    const take = (recorded: Recorded): void => {
      for (const each of translatedInto(recorded, translation)) takeOne(each);
    };
    const takeOne = (recorded: Recorded): void => {
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
    const found = report === 'breaches' ? `, ${counted(monitor.alarms, 'alarm')}` : '';
    const left = passedOver > 0 ? `; ${passedOverWords(passedOver)}` : '';
    note(sink, `${counted(readings, 'reading')}${found}${left}`);
    monitor.end();
    await sink.end();
    return EXIT.done;
  },
});

/** The readings in a recorded message of another program; a message of ours as it is. */
function translatedInto(
  recorded: Recorded,
  translation: MessageTranslation | undefined,
): readonly Recorded[] {
  if (translation === undefined || recorded.kind === 'reading') return [recorded];
  const { topic, payload, timeMs } = recorded;
  const incoming = translation.incoming({ topic, payload, qos: 0, retain: false, dup: false }, timeMs);
  return (
    incoming?.map(({ message }) => ({ ...recorded, topic: message.topic, payload: message.payload })) ?? [
      recorded,
    ]
  );
}

/** Retained readings raise alarms, too, and nothing is kept for a next run. */
const UNSAVED = {
  'raise-retained': true,
  'max-ahead': 0,
  state: undefined,
  'from-state': [],
} as const;

function rulesOf({ rules, report, above, below }: Settings<typeof options>): string | undefined {
  const hasLimits = report === 'breaches' || above.length + below.length > 0;
  return rules ?? (hasLimits ? undefined : DEFAULT_RULES);
}

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
