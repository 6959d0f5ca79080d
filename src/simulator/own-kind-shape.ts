import type { Limit } from '../building/limit.ts';
import { LEVELS } from '../building/limit.ts';
import type { DataSheet } from '../building/sensors/data-sheet.ts';
import { BUILT_IN_KINDS, isOwnKindName } from '../building/sensors.ts';
import { ReadError, readNumber, readOneOf, readText } from '../text/reader.ts';
import type { Position, Problem } from '../yaml/document.ts';
import { list, mapping, type Shape, scalar, variant } from '../yaml/shape.ts';
import * as value from '../yaml/values.ts';
import { hashText } from './hash.ts';
import type { OwnKind, OwnModel } from './own-kind.ts';
import { HOUR, MINUTE } from './site.ts';

/** A file with more kinds describes no building. */
const MAX_KINDS = 100;

const timeOfDay = scalar(
  (text) => {
    const match = /^(\d\d?):([0-5]\d)$/.exec(text);
    const minutes = Number(match?.[1]) * 60 + Number(match?.[2]);
    if (!(minutes < 24 * 60)) throw new ReadError('use a time of day such as 14:00');
    return minutes * MINUTE;
  },
  { type: 'string', pattern: '^[0-9]{1,2}:[0-5][0-9]$' },
);

const modelName = scalar(readText, { type: 'string' });

type ModelShape = Shape<{ readonly position: Position; readonly model: OwnModel }>;

/** The shape of one model: its keys, all but the optional ones required. */
function modelShape<S extends { readonly position: Position }>(
  shape: Shape<S>,
  make: (text: S) => OwnModel,
): ModelShape {
  return {
    schema: shape.schema,
    read: (node, reporter) => {
      const text = shape.read(node, reporter);
      return text && { position: text.position, model: make(text) };
    },
  };
}

const { number, duration, positiveDuration } = value;
const type = modelName;

const MODELS: ReadonlyMap<string, ModelShape> = new Map([
  [
    'constant',
    modelShape(mapping({ type, value: number }, ['value']), (text) => ({
      type: 'constant',
      value: text.value ?? 0,
    })),
  ],
  [
    'daily',
    modelShape(mapping({ type, low: number, high: number, highest: timeOfDay }, ['low', 'high']), (text) => ({
      type: 'daily',
      low: text.low ?? 0,
      high: text.high ?? 0,
      highestMs: text.highest ?? 14 * HOUR,
    })),
  ],
  [
    'presence',
    modelShape(
      mapping({ type, empty: number, occupied: number, lag: duration }, ['empty', 'occupied']),
      (text) => ({
        type: 'presence',
        empty: text.empty ?? 0,
        occupied: text.occupied ?? 0,
        lagMs: text.lag ?? 0,
      }),
    ),
  ],
  [
    'follows',
    modelShape(mapping({ type, kind: modelName, times: number, plus: number }, ['kind']), (text) => ({
      type: 'follows',
      kind: text.kind ?? '',
      times: text.times ?? 1,
      plus: text.plus ?? 0,
    })),
  ],
  [
    'walk',
    modelShape(
      mapping({ type, low: number, high: number, turn: positiveDuration }, ['low', 'high']),
      (text) => ({
        type: 'walk',
        low: text.low ?? 0,
        high: text.high ?? 0,
        turnMs: text.turn ?? 4 * HOUR,
      }),
    ),
  ],
  [
    'states',
    modelShape(
      mapping({ type, values: list(number), every: positiveDuration }, ['values', 'every']),
      (text) => ({ type: 'states', values: text.values ?? [], everyMs: text.every ?? HOUR }),
    ),
  ],
]);

/** A unit goes into payloads, and on screens. */
const unit = scalar(
  (text) => {
    if (/^[\p{L}\p{N}%°/·*^._²³-]{1,16}$/u.test(text)) return text;
    throw new ReadError('use a unit of at most 16 letters, digits and % ° / · * ^ . _ -');
  },
  { type: 'string' },
);

const kindName = scalar(
  (text) => {
    if (isOwnKindName(text)) return text;
    if ((BUILT_IN_KINDS as readonly string[]).includes(text)) {
      throw new ReadError(`${text} is a kind already: use another name`);
    }
    throw new ReadError('use a name of at most 16 capital letters, digits and _, such as NOISE');
  },
  { type: 'string', pattern: '^[A-Z][A-Z0-9_]{0,15}$' },
);

const quantity = scalar(
  (text) => {
    if (/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u.test(text)) return text;
    throw new ReadError('use at most 40 letters, digits and spaces');
  },
  { type: 'string' },
);

const level = scalar(readOneOf(LEVELS), { enum: LEVELS });

const kindShape = mapping(
  {
    kind: kindName,
    quantity,
    unit,
    quantum: scalar(readNumber(0), { type: 'number', exclusiveMinimum: 0 }),
    range: list(number),
    noise: scalar(readNumber(0), { type: 'number', minimum: 0 }),
    deadband: scalar(readNumber(0), { type: 'number', minimum: 0 }),
    limits: list(mapping({ level, above: number, below: number }, ['level'])),
    model: variant('type', MODELS),
  },
  ['kind', 'unit', 'quantum', 'range', 'model'],
);

/** The shape of the kinds in a layout file. */
export const kindsShape = list(kindShape);

type KindText = NonNullable<ReturnType<typeof kindShape.read>>;

/** The kinds of a file, with the problems of each at its place. */
export function ownKindsOf(texts: readonly KindText[], problems: Problem[]): readonly OwnKind[] {
  const [first] = texts;
  if (first !== undefined && texts.length > MAX_KINDS) {
    problems.push({ ...first.position, message: `more than ${MAX_KINDS} kinds` });
    return [];
  }
  const names = texts.map(({ kind }) => kind ?? '');
  return texts.flatMap((text, i) => {
    const messages = kindFaults(text, names.slice(0, i));
    const at = text.model?.position ?? text.position;
    const ofModel = text.model === undefined ? [] : modelFaults(text, texts);
    problems.push(...messages.map((message) => ({ ...text.position, message })));
    problems.push(...ofModel.map((message) => ({ ...at, message })));
    const isFaulty = messages.length + ofModel.length > 0 || text.model === undefined;
    return isFaulty ? [] : [{ sheet: sheetOf(text), model: text.model.model }];
  });
}

function kindFaults(
  { kind, quantum = 0, range = [], limits = [] }: KindText,
  earlier: readonly string[],
): string[] {
  const [min, max] = range;
  if (earlier.includes(kind ?? '')) return [`${kind} is here twice`];
  if (range.length !== 2 || min === undefined || max === undefined || min >= max) {
    return [`range of ${kind}: use two numbers, the smaller first, such as [30, 110]`];
  }
  if (!(quantum > 0 && quantum <= max - min)) {
    return [`quantum ${quantum} of ${kind}: use a step above 0, at most the range`];
  }
  return limits.flatMap(({ above, below }) => {
    if ((above === undefined) === (below === undefined))
      return [`a limit of ${kind} has one of above, below`];
    const limit = above ?? below ?? 0;
    if (above === undefined ? limit > min && limit <= max : limit >= min && limit < max) return [];
    return [`limit ${limit} of ${kind} can never be crossed: the range is ${min} to ${max}`];
  });
}

function modelFaults({ kind = '', model, range = [] }: KindText, all: readonly KindText[]): string[] {
  const [min = 0, max = 0] = range;
  if (model === undefined) return [];
  const outside = levelsOf(model.model).find((number) => !(number >= min && number <= max));
  if (outside !== undefined) return [`${outside} is outside the range of ${kind}, ${min} to ${max}`];
  if ('low' in model.model && model.model.low >= model.model.high) return ['low must be below high'];
  return model.model.type === 'follows' ? followFaults(kind, model.model.kind, all) : [];
}

/** The values that a model names, all of which a sensor must be able to show. */
function levelsOf(model: OwnModel): readonly number[] {
  switch (model.type) {
    case 'constant':
      return [model.value];
    case 'daily':
    case 'walk':
      return [model.low, model.high];
    case 'presence':
      return [model.empty, model.occupied];
    case 'states':
      return model.values;
    case 'follows':
      return [];
  }
}

function followFaults(kind: string, followed: string, all: readonly KindText[]): string[] {
  const chain = [kind];
  for (let next: string | undefined = followed; next !== undefined; ) {
    if (chain.includes(next)) return [`${kind} follows itself: ${[...chain, next].join(', ')}`];
    chain.push(next);
    if ((BUILT_IN_KINDS as readonly string[]).includes(next)) return [];
    const own = all.find((text) => text.kind === next);
    if (own === undefined) return [`${kind} follows ${next.slice(0, 20)}, which is no kind`];
    next = own.model?.model.type === 'follows' ? own.model.model.kind : undefined;
  }
  return [];
}

/** Salts the seed numbers of own kinds: a hash of the name, so other kinds in the file change nothing. */
const OWN = 'own kind ';

function sheetOf(text: KindText): DataSheet {
  const { kind = '', unit = '', quantum = 1, range = [], limits = [], model } = text;
  const [min = 0, max = 1] = range;
  const width = max - min;
  const isSwitch = model?.model.type === 'states';
  const noise = text.noise ?? 0;
  // Beyond every range, as drivers do it.
  const errorCode = max < 65_535 ? 65_535 : 2 * max;
  return {
    kind,
    seed: hashText(`${OWN}${kind}`),
    quantity: text.quantity ?? kind.toLowerCase().replaceAll('_', ' '),
    unit,
    quantum,
    range: [min, max],
    keys: [kind.toLowerCase()],
    unitNames: [unit.toLowerCase()],
    foreignUnits: [],
    senml: { unit, ownUnits: 1 },
    homeAssistant: { component: 'sensor', unit },
    limits: limits.map(({ level = 'info', above, below }): Limit => {
      return { side: above === undefined ? 'below' : 'above', value: above ?? below ?? 0, level };
    }),
    deadband: { units: text.deadband ?? 0 },
    sentinels: [errorCode],
    errorCodes: [errorCode],
    errors: { bias: 0, noise, relativeNoise: 0 },
    uniformRange: [min, max],
    faults: {
      offset: isSwitch ? 'none' : [0.02 * width, 0.1 * width],
      driftPerDay: isSwitch ? 'none' : [0.005 * width, 0.03 * width],
      saturated: isSwitch ? 'none' : [min + 0.95 * width, max],
      saturatedScatter: 0.01,
      noiseBurst: noise > 0 ? [10, 50] : 'none',
    },
  };
}
