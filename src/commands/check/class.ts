import { isWithoutFault } from '../../check/class/class-result.ts';
import { command } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { usageFailure } from '../../failure.ts';
import type { Settings } from '../../options/option.ts';
import { outputOptions } from '../../options/output.ts';
import { defaulted, flag } from '../../options/values.ts';
import { ClassFolder } from '../../services/grading/class-folder.ts';
import { submissionsIn } from '../../services/grading/submissions.ts';
import { type GradedExercise, grading, type Submission } from '../../services/grading.ts';
import { unknownFacts } from '../../services/judging/program-environment.ts';
import { note } from '../../services/note.ts';
import { SHIPPED_EXERCISES } from '../../shipped-exercises.ts';
import { CLASS_VIEWS } from '../../sinks/screen/views/class.ts';
import { splitCommand } from '../../text/command-words.ts';
import { counted } from '../../text/counted.ts';
import { readInteger, readText } from '../../text/reader.ts';
import { VERSION } from '../../version.ts';
import { openScreen } from '../open-sinks.ts';
import { exerciseText, loadExercise } from './exercise.ts';
import { checkOptions } from './options.ts';

const { exec, building, prefix, seed, lang, force } = checkOptions;

const options = {
  exec: {
    ...exec,
    describe: 'how to start a program: {dir} is the folder of the student; once for each exercise',
    more: '{student} is the name of that folder, and the program runs in it. {host} {port} {url} {building} {sensor} {threshold} {cafile} are as in check.',
  },
  jobs: defaulted(
    { group: 'Readings', takes: 'N', default: '2', describe: 'judge so many programs at a time' },
    readInteger(1, 64),
  ),
  out: defaulted(
    {
      group: 'Output',
      takes: 'FOLDER',
      default: 'class-report',
      describe: 'index.html, class.csv, class.json, students/*.txt',
    },
    readText,
  ),
  anew: flag({ group: 'Output', describe: 'judge unchanged programs again, too' }),
  above: checkOptions.above,
  ...{ building, prefix, seed, lang, force },
  'time-limit': checkOptions['time-limit'],
  ...outputOptions,
} as const;

export const checkClass = command({
  describe:
    'Judges the programs of a class: a folder for each student. Writes a page, tables and a text for each student, and goes on where an ' +
    'earlier run was interrupted. Programs of unchanged folders keep their results.',
  options,
  examples: [
    ["check class submissions alarm --exec 'python3 {dir}/alarm.py'", 'one exercise'],
    ["check class work alarm --exec 'python3 {dir}/alarm.py' --jobs 4", 'four at a time'],
  ],
  run: async (settings, context, [folder = '', ...names]) => {
    const exercises = gradedExercises(settings, names);
    const submissions = submissionsIn(folder);
    const { out, anew: isAnew, force: isForced, jobs, lang: language, prefix, building, seed } = settings;
    const manners = new Map(exercises.map(({ name, manner }) => [name, manner]));
    const store = new ClassFolder({
      ...{ path: out, isForced, isAnew, language },
      mannerOf: (name) =>
        JSON.stringify([VERSION, language, prefix, building, seed, settings.above, manners.get(name)]),
    });
    const sink = openScreen(settings, context, {}, CLASS_VIEWS);
    const { env, signal, now } = context;
    try {
      note(sink, `${counted(submissions.length, 'student')}, ${counted(exercises.length, 'exercise')}`);
      const table = await grading(
        {
          ...{ submissions, exercises, jobs, language, store, prefix, building, seed },
          ...{ timeLimitMs: settings['time-limit'], env, signal, now },
        },
        sink,
      );
      note(sink, `the report is ${store.writeReport(table, `Class of ${folder}`, now())}`);
      const isFine = table.rows.every(({ results }) =>
        results.every((result) => result && isWithoutFault(result)),
      );
      return isFine ? EXIT.done : EXIT.checkFailed;
    } finally {
      await sink.end();
    }
  },
});

type ClassSettings = Settings<typeof options>;
type MannerlyExercise = GradedExercise & { readonly manner: readonly string[] };

/** Each exercise takes its programs from --exec, in order. */
function gradedExercises(
  { exec: texts, above }: ClassSettings,
  names: readonly string[],
): readonly MannerlyExercise[] {
  const exercises = (names.length > 0 ? names : [nameIn(texts)]).map((name) => ({
    name,
    exercise: loadExercise(name),
  }));
  const due = exercises.reduce((sum, { exercise }) => sum + exercise.programs, 0);
  if (texts.length !== due) {
    throw usageFailure(
      `--exec: ${exercises.map(({ name }) => name).join(', ')}: ${counted(due, 'program')}, not ${texts.length}; give --exec once for each`,
    );
  }
  const left = [...texts];
  return exercises.map(({ name, exercise }) => {
    const own = left.splice(0, exercise.programs);
    for (const text of own) refuseUnknown(text);
    const commandsFor = (submission: Submission) => own.map((text) => commandFor(text, submission));
    const threshold = thresholdIn(above, exercise);
    return { name, exercise, threshold, commandsFor, manner: [exerciseText(name), ...own] };
  });
}

function thresholdIn(
  above: ClassSettings['above'],
  { challenge }: GradedExercise['exercise'],
): number | undefined {
  return above.find(({ sensor }) => sensor === (challenge?.sensor ?? 'TEMP'))?.value;
}

/** Without a name: `{dir}/alarm.py` is a program for the exercise `alarm`. */
function nameIn(texts: readonly string[]): string {
  const name = SHIPPED_EXERCISES.find(
    (exercise) => texts.length === 1 && new RegExp(`\\b${exercise}\\.\\w+\\b`).test(texts[0] ?? ''),
  );
  if (name !== undefined) return name;
  throw usageFailure(
    "name an exercise behind the folder: check class FOLDER alarm --exec 'python3 {dir}/alarm.py'",
  );
}

function refuseUnknown(text: string): void {
  const [unknown] = unknownFacts(text).filter((name) => name !== 'dir' && name !== 'student');
  if (unknown !== undefined)
    throw usageFailure(`--exec: {${unknown}} stands for nothing; use {dir}, {student}, {port}, {url} …`);
}

function commandFor(text: string, { student, folder }: Submission) {
  const [file, ...args] = splitCommand(text);
  const fill = (word: string): string =>
    word.replaceAll('{dir}', () => folder).replaceAll('{student}', () => student);
  return { text: fill(text), words: [fill(file), ...args.map(fill)] as const };
}
