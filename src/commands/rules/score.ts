import { EpisodeGatherer } from '../../alarm/score/episode.ts';
import { score, type TrueEvent } from '../../alarm/score/score.ts';
import { readTruth } from '../../alarm/score/truth.ts';
import { command } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { usageFailure } from '../../failure.ts';
import { outputOptions, outputSettings } from '../../options/output.ts';
import { defaulted, optional } from '../../options/values.ts';
import { RecordingFault, recordingFailure } from '../../replay/fault.ts';
import { createLineReader, type Line } from '../../replay/rows.ts';
import {
  openRecording,
  type RecordingPlace,
  recordingName,
  takeUntil,
} from '../../services/recording-file.ts';
import { createPrinter } from '../../sinks/screen/printer.ts';
import { createScreen } from '../../sinks/screen/screen.ts';
import { SCORE_VIEW } from '../../sinks/screen/views/rules.ts';
import { readDuration, readNumber, readText } from '../../text/reader.ts';
import { readTimestamp } from '../../text/time.ts';

const TOO_LOW = 1;

const options = {
  truth: optional(
    { group: 'Alarms', takes: 'FILE', describe: 'the faults, as written by publish --truth' },
    readText,
  ),
  alarms: optional(
    { group: 'Alarms', takes: 'FILE', describe: 'the output of alarm -J --report events; -: stdin' },
    readText,
  ),
  start: optional(
    {
      group: 'Alarms',
      takes: 'WHEN',
      describe: 'start of the recording: 2026-01-05T08:00Z',
      more: 'Fault time before it does not count as delay.',
    },
    readTimestamp,
  ),
  grace: defaulted(
    {
      group: 'Alarms',
      takes: 'TIME',
      default: '15m',
      describe: "an alarm belongs to a fault until this long after the fault's end",
    },
    readDuration,
  ),
  'min-recall': optional(
    {
      group: 'Alarms',
      takes: 'SHARE',
      describe: "exit 1 if the mean of the faults' recalls by kind is less than this share (0 to 1)",
    },
    readNumber(0, 1),
  ),
  'min-precision': optional(
    {
      group: 'Alarms',
      takes: 'SHARE',
      describe: 'exit 1 if less than this share (0 to 1) of the alarms was true',
    },
    readNumber(0, 1),
  ),
  ...outputOptions,
} as const;

export const rulesScore = command({
  describe:
    'Compares alarms with the true faults: found, missed, false alarms and delay, by kind of fault. Kinds that need no alarm (such as duplicate) count apart.',
  options,
  examples: [
    ['rules score --truth truth.jsonl --alarms alarms.jsonl', 'a table by fault'],
    ['rules score --truth truth.jsonl --alarms alarms.jsonl --grace 1h', 'late alarms count too'],
  ],
  run: async (settings, context) => {
    const { truth, alarms } = settings;
    if (truth === undefined || alarms === undefined) {
      throw usageFailure('give both --truth FILE and --alarms FILE');
    }
    const output = outputSettings(settings);
    const screen = createScreen(context, output);
    const { stdin, signal } = context;
    const place = { stdin, signal, note: screen.note };
    const events: TrueEvent[] = [];
    await readLines('--truth', truth, place, (record, line) => {
      const event = readTruth(record);
      if (typeof event === 'string') throw usageFailure(`${truth}:${line}: ${event}`);
      events.push(event);
    });
    const gatherer = new EpisodeGatherer();
    await readLines('--alarms', alarms, place, (record) => void gatherer.add(record));
    if (signal.aborted) return EXIT.done;
    const { findFaultType } = await import('../../simulator/faults/list.ts');
    const result = score(events, gatherer.episodes(), {
      graceMs: settings.grace,
      startMs: settings.start,
      // Orders are no faults, and a client that is away is part of another fault, or soon back.
      isAlarmable: (type) =>
        findFaultType(type)?.isAlarmable ?? !(type === 'order' || type.startsWith('client-')),
    });
    createPrinter(output.format, SCORE_VIEW, screen)(result);
    screen.flush();
    const isLow =
      result.meanRecall < (settings['min-recall'] ?? 0) ||
      result.precision < (settings['min-precision'] ?? 0);
    return isLow ? TOO_LOW : EXIT.done;
  },
});

/** Reads JSON lines one at a time: the file may be larger than the memory. */
async function readLines(
  option: string,
  file: string,
  { signal, ...place }: RecordingPlace & { readonly signal: AbortSignal },
  take: (record: unknown, line: number) => void,
): Promise<void> {
  const reader = createLineReader();
  const takeAll = (lines: Iterable<Line>): void => {
    for (const { line, text } of lines) take(parseLine(text, `${file}:${line}`), line);
  };
  await takeUntil(signal, openRecording(option, file, place), async (recording) => {
    try {
      for await (const text of recording.setEncoding('utf8')) takeAll(reader.push(text));
      takeAll(reader.end());
    } catch (error) {
      throw error instanceof RecordingFault ? recordingFailure(recordingName(option, file), error) : error;
    }
  });
}

function parseLine(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw usageFailure(`${where}: not JSON`, { cause: error });
  }
}
