import { createHmac } from 'node:crypto';
import { closeSync, writeFileSync } from 'node:fs';
import { checkJunit } from '../check/report/junit.ts';
import { reportLines } from '../check/report/record.ts';
import { type CheckReport, isGood } from '../check/report/report.ts';
import { type ReportSignature, resultsJson } from '../check/report/results.ts';
import { type Context, command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { usageFailure } from '../failure.ts';
import type { ConnectionSettings } from '../mqtt/settings.ts';
import { readNamedFile, unwritable } from '../named-file.ts';
import { connectionOptions, connectionSettings } from '../options/connection.ts';
import { defaultSettings, type Settings } from '../options/option.ts';
import { outputSettings } from '../options/output.ts';
import { type OutputFileKind, openOutputFile } from '../output-file.ts';
import { openProgressReporter } from '../services/judging/progress-reporter.ts';
import { judging } from '../services/judging.ts';
import { fanOut } from '../sinks/fan-out.ts';
import { checkViews } from '../sinks/screen/views/check.ts';
import { commandsOf } from './check/commands.ts';
import { loadExercise } from './check/exercise.ts';
import { listText } from './check/list.ts';
import { checkOptions } from './check/options.ts';
import { openScreen } from './open-sinks.ts';

type CheckSettings = Settings<typeof checkOptions>;

export const check = command({
  describe:
    "Judges a student's own MQTT program: starts it (or waits for it), sees its packets and output, and says what is right, what is not, and where to read.",
  options: checkOptions,
  examples: [
    ["check publisher --exec 'python3 pub.py'", 'a publisher of the smart building'],
    ["check alarm --exec 'python3 alarm.py {threshold}'", 'an alarm program'],
    ['check publisher', 'waits for a program started by hand'],
    ['check --list', 'every exercise and rule'],
  ],
  run: async (settings, context, [name]) => {
    if (settings.list) {
      context.stdout.write(listText(name, settings.lang));
      return EXIT.done;
    }
    if (name === undefined) throw usageFailure('name an exercise, such as alarm; --list has all of them');
    const exercise = loadExercise(name);
    const commands = commandsOf(settings);
    const watched = watchedBroker(settings);
    const key = settings.key === undefined ? undefined : readNamedFile('--key', settings.key);
    const { lang: language, explain: isExplained } = settings;
    const screen = openScreen(settings, context, {}, checkViews({ language, isExplained }));
    const { signal, now } = context;
    const place = reportPlace(settings);
    const reporter = place && (await openProgressReporter({ ...place, exercise, signal, now }, screen));
    const sink = reporter === undefined ? screen : fanOut(screen, [reporter]);
    const end = async (): Promise<void> => {
      await reporter?.end();
      await screen.end();
    };
    const { listen, prefix, building } = settings;
    const seesLittle = watched !== undefined || commands.length === 0;
    const sensor = exercise.challenge?.sensor ?? 'TEMP';
    const judge = (seed: string | undefined): Promise<CheckReport> =>
      judging(
        {
          ...{ exercise, commands, watched, prefix, seed, building, folder: undefined },
          listen: listen ?? { host: '127.0.0.1', port: commands.length === 0 ? HAND_PORT : 0 },
          threshold: settings.above.find((limit) => limit.sensor === sensor)?.value,
          timeLimitMs: settings['time-limit'],
          ...{ env: context.env, signal: context.signal, now: context.now },
        },
        sink,
      );
    try {
      let report = await judge(settings.seed);
      let lines = reportLines(report, language);
      if (settings.verify && isFine(report, seesLittle) && !context.signal.aborted) {
        report = await judge(`${report.seed}-verify`);
        lines += reportLines(report, language);
      }
      const signature = key && signatureOf(lines, key);
      // The signature stands below the lines that it covers.
      await end();
      if (signature !== undefined && outputSettings(settings).format === 'jsonl') {
        context.stdout.write(`${JSON.stringify({ type: 'signature', hmac: signature.hmac })}\n`);
      }
      writeReports(settings, context, report, signature);
      // The frame gives an interrupted command the code of its signal.
      return isFine(report, seesLittle) || context.signal.aborted ? EXIT.done : EXIT.checkFailed;
    } finally {
      await end();
    }
  },
});

function signatureOf(signed: string, key: Buffer): ReportSignature {
  return { signed, hmac: createHmac('sha256', key).update(signed).digest('hex') };
}

/** The port for programs that are started by hand. */
const HAND_PORT = 18_830;

/** A broker named by the user is watched only. */
function watchedBroker(settings: CheckSettings): ConnectionSettings | undefined {
  const { url, host, port } = settings;
  if (url.length === 0 && host === undefined && port === undefined) return undefined;
  return connectionSettings(
    { ...defaultSettings(connectionOptions), ...settings, cert: undefined, key: undefined },
    'check',
  );
}

/** The topic for the class, and its broker; undefined without `--report-to`. */
function reportPlace(settings: CheckSettings) {
  const place = settings['report-to'];
  if (place === undefined) return undefined;
  const url = place.url === undefined ? settings.url : [place.url];
  const own = place.url === undefined ? {} : { host: undefined, port: undefined };
  const broker = connectionSettings(
    { ...defaultSettings(connectionOptions), ...settings, ...own, url, cert: undefined, key: undefined },
    'check',
  );
  return { broker, topic: place.topic };
}

/** Who only watches, or starts nothing, cannot see everything. The program is not to blame. */
function isFine({ findings }: CheckReport, seesLittle: boolean): boolean {
  return findings.every(
    ({ verdict: { outcome } }) => isGood(outcome) || (seesLittle && outcome === 'not-seen'),
  );
}

function writeReports(
  { junit, results, 'results-for': format, lang: language, force: isForced }: CheckSettings,
  { env }: Context,
  report: CheckReport,
  signature: ReportSignature | undefined,
): void {
  if (junit !== undefined) {
    const kind = { option: '--junit', head: /^<\?xml [^>]*\?>\n<testsuites / };
    write({ path: junit, isForced }, kind, checkJunit(report, language));
  }
  if (results !== undefined) {
    const kind = { option: '--results', head: /^\{\n {2}"(score|schema)": / };
    write({ path: results, isForced }, kind, resultsJson(format, report, { language, signature, env }));
  }
}

function write(output: Parameters<typeof openOutputFile>[0], kind: OutputFileKind, text: string): void {
  const file = openOutputFile(output, kind);
  try {
    writeFileSync(file, text);
    closeSync(file);
  } catch (cause) {
    throw unwritable(kind.option, output.path, cause);
  }
}
