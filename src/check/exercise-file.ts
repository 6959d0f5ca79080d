import { readOneOf } from '../text/reader.ts';
import { type Problem, parseYaml } from '../yaml/document.ts';
import {
  type JsonSchema,
  list,
  mapping,
  type Reporter,
  readDocument,
  type Shape,
  scalar,
  variant,
} from '../yaml/shape.ts';
import { positiveDuration, sensor } from '../yaml/values.ts';
import { actShape } from './act.ts';
import { CHALLENGE_FORMATS } from './challenge/challenge.ts';
import type { AnyCheckKind } from './check.ts';
import { CHECK_KINDS } from './checks/list.ts';
import { type CheckItem, type Exercise, TRANSPORTS } from './exercise.ts';
import { anyText, inLanguages, oneOfWords, wholeNumber, yesOrNo } from './parameters.ts';
import { verbatim } from './words.ts';

/** The keys of every check, whatever its kind. */
const COMMON = {
  id: anyText,
  points: wholeNumber(0, 1000),
  needs: list(anyText),
  read: anyText,
  lenient: yesOrNo,
  within: positiveDuration,
} as const;

const checkShape: Shape<CheckItem> = variant(
  'check',
  new Map(CHECK_KINDS.map((kind) => [kind.name, itemShape(kind)])),
);

function itemShape(kind: AnyCheckKind): Shape<CheckItem> {
  const shape = mapping(
    { check: scalar(readOneOf([kind.name]), { const: kind.name }), ...COMMON, ...kind.parameters },
    ['check'],
  );
  return {
    schema: shape.schema,
    read: (node: unknown, reporter: Reporter) => {
      const text = shape.read(node, reporter) as ReturnType<typeof commonShape.read> | undefined;
      if (text === undefined) return undefined;
      const { position: _, id, points, needs, read, lenient, within, ...parameters } = text;
      return {
        id: id ?? kind.name,
        kind,
        parameters,
        points: points ?? 1,
        needs: needs ?? [],
        read,
        isLenient: lenient ?? false,
        withinMs: within,
      };
    },
  };
}

/** For its type only. */
const commonShape = mapping(COMMON);

const exerciseShape = mapping(
  {
    title: inLanguages,
    task: inLanguages,
    read: anyText,
    transport: oneOfWords(TRANSPORTS),
    time_limit: positiveDuration,
    programs: wholeNumber(1, 9),
    challenge: mapping({ sensor, format: oneOfWords(CHALLENGE_FORMATS) }),
    building: oneOfWords(['told', 'free']),
    seconds: wholeNumber(1, 3600),
    tester: list(actShape),
    checks: list(checkShape),
  },
  ['title', 'checks'],
);

type ExerciseText = NonNullable<ReturnType<typeof exerciseShape.read>>;

const TIME_LIMIT_MS = 60_000;

/** Reads an exercise. Problems come back with their places; nothing is thrown. */
export function readExercise(
  name: string,
  yaml: string,
): { readonly exercise?: Exercise; readonly problems: readonly Problem[] } {
  const { value, problems } = readDocument(parseYaml(yaml), exerciseShape);
  if (value === undefined) return { problems };
  const faults = faultsOf(value);
  if (faults.length > 0) {
    return { problems: faults.map((message) => ({ ...value.position, message })) };
  }
  return { exercise: exerciseOf(name, value), problems };
}

function exerciseOf(name: string, text: ExerciseText): Exercise {
  const { title = verbatim(name), task = verbatim(''), read, transport = 'mqtt', challenge, seconds } = text;
  const { time_limit: timeLimitMs = TIME_LIMIT_MS, programs = 1, tester: acts = [], checks = [] } = text;
  return {
    ...{ name, title, task, read, transport, timeLimitMs, programs, acts, checks, seconds },
    isBuildingTold: challenge !== undefined || text.building === 'told',
    challenge: challenge && { sensor: challenge.sensor ?? 'TEMP', format: challenge.format ?? 'json' },
  };
}

/** The references of an exercise must lead somewhere. */
function faultsOf({ checks = [], tester = [], challenge }: ExerciseText): string[] {
  const ids = checks.map(({ id }) => id);
  const before = (index: number): readonly string[] => ids.slice(0, index);
  return [
    ...ids
      .filter((id, index) => before(index).includes(id))
      .map((id) => `two checks are '${id}': give one of them an id`),
    ...checks.flatMap(({ id, needs }, index) =>
      needs
        .filter((need) => !before(index).includes(need))
        .map((need) => `'${id}' needs '${need}', but no check above has this id`),
    ),
    ...(challenge === undefined && tester.some((act) => act.do === 'challenge')
      ? ["the tester has an act 'challenge', but the exercise has no challenge"]
      : []),
  ];
}

/** The JSON Schema of an exercise, for completion and checks in editors. */
export function exerciseSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'building-sim exercise',
    ...exerciseShape.schema,
  };
}
