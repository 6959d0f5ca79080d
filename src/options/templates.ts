import type { Address } from '../building/address.ts';
import { addressesOf, type Layout } from '../building/layout.ts';
import { onlyPlace, type Selection } from '../building/selection.ts';
import { isSensorKind, type SensorKind } from '../building/sensors.ts';
import { formatTopic } from '../building/topic.ts';
import { type Failure, usageFailure } from '../failure.ts';
import { readNamedFile } from '../named-file.ts';
import { SHAPES } from '../payload/shapes/list.ts';
import { parsePath } from '../payload/template/path.ts';
import { TemplateFault } from '../payload/template/slot.ts';
import {
  type PayloadTemplate,
  payloadTemplate,
  type ValuePath,
  valuePathReader,
} from '../payload/template/template.ts';
import { ReadError, type Reader, readText } from '../text/reader.ts';
import { readTopicTemplate, type TopicTemplate } from '../text/topic-template.ts';
import type { Settings } from './option.ts';
import { optional, repeated } from './values.ts';

/** A payload template is a page of text at most. */
const MAX_TEMPLATE_BYTES = 64 * 1024;

const SHAPE_NAMES = SHAPES.map(({ name }) => name);

/** `data.temperature`, or `TEMP=data.temperature` for one kind of sensor. */
const readValuePath: Reader<ValuePath> = (text) => {
  const [, name = '', rest = ''] = /^([A-Z0-9]+)=(.+)$/s.exec(text) ?? [];
  const sensor = isSensorKind(name) ? name : undefined;
  const path = parsePath(sensor === undefined ? text : rest);
  if (path === undefined) throw new ReadError('use a path such as data.temperature, e[0].v or TEMP=data.t');
  return { sensor, path };
};

/** The topics and payloads of other programs. */
export const templateOptions = {
  'topic-template': optional(
    {
      group: 'Message',
      takes: 'TEXT',
      isRare: true,
      describe: 'topics of another tree: site/{floor}/{wing}{room}/{sensor}',
      more: 'Names: {building} {floor} {wing} {room} {sensor} {quantity}. A level that is left out has one value: --wing N.',
    },
    readTopicTemplate,
  ),
  'payload-template': optional(
    {
      group: 'Message',
      takes: 'NAME|FILE',
      isRare: true,
      choices: SHAPE_NAMES,
      describe: `payloads of another program: ${SHAPE_NAMES.join(', ')}, or JSON with {value} or {TEMP}`,
    },
    readText,
  ),
} as const;

/** The same for commands that only read. */
export const listeningTemplateOptions = {
  ...templateOptions,
  'value-path': repeated(
    {
      group: 'Message',
      takes: 'PATH',
      isRare: true,
      describe: 'where a payload has its value: data.temperature, e[0].v, HUM=rh (repeatable)',
    },
    readValuePath,
  ),
} as const;

/** The topics and payloads to write or to read. Undefined parts are our own. */
export interface Templates {
  readonly topics: TopicTemplate | undefined;
  readonly payload: PayloadTemplate | undefined;
}

/** Throws a usage failure for a file that is no template. */
export function templatesOf(settings: Settings<typeof templateOptions>): Templates {
  const name = settings['payload-template'];
  const shape = SHAPES.find((each) => each.name === name);
  const topics = settings['topic-template'];
  if (name === undefined) return { topics, payload: undefined };
  if (shape !== undefined) {
    return {
      topics: topics ?? readTopicTemplate(shape.topic),
      payload: payloadTemplate(shape.name, shape.payload),
    };
  }
  const hint = `; names are ${SHAPE_NAMES.join(', ')}`;
  const text = readNamedFile('--payload-template', name, hint, MAX_TEMPLATE_BYTES).toString('utf8');
  try {
    return { topics, payload: payloadTemplate('template', text) };
  } catch (error) {
    if (error instanceof TemplateFault) throw usageFailure(`--payload-template '${name}': ${error.message}`);
    throw error;
  }
}

/** The templates of a layout's messages. Throws a usage failure for two sensors with one topic. */
export function publishTemplates(settings: Settings<typeof templateOptions>, layout: Layout): Templates {
  const templates = templatesOf(settings);
  const { topics, payload } = templates;
  const kinds = payload?.kinds;
  const taken = new Map<string, Address>();
  let seen = 0;
  for (const address of addressesOf(layout)) {
    // A template that has all levels was checked already: no two places share a topic.
    if (seen++ === MAX_CHECKED) break;
    const topic = topics === undefined ? formatTopic(address) : topics.format(address);
    const other = taken.get(topic);
    taken.set(topic, other ?? address);
    if (other !== undefined && (kinds === undefined || !isSameRoom(other, address)))
      throw sharedTopic(topics?.text ?? topic, [other, address], topic);
  }
  return templates;
}

const MAX_CHECKED = 200_000;

/** How messages of other programs become readings; undefined if the options name no template. */
export interface ForeignReading {
  readonly topics: TopicTemplate | undefined;
  readonly kinds: readonly SensorKind[] | undefined;
  readonly read: PayloadTemplate['read'] | undefined;
  readonly place: Partial<Address>;
}

/** Throws a usage failure for a level that neither topics nor payloads nor the selection name. */
export function foreignReading(
  settings: Settings<typeof listeningTemplateOptions>,
  selection: Selection,
): ForeignReading | undefined {
  const paths = settings['value-path'];
  const { topics, payload } = templatesOf(settings);
  if (topics === undefined && payload === undefined && paths.length === 0) return undefined;
  if (payload !== undefined && paths.length > 0)
    throw usageFailure(
      '--payload-template and --value-path both say where the value is: leave one of them out',
    );
  const ofPaths = paths.flatMap(({ sensor }) => (sensor === undefined ? [] : [sensor]));
  const kinds = payload?.kinds ?? (ofPaths.length === 0 ? undefined : ofPaths);
  const place = onlyPlace(selection);
  if (topics !== undefined) checkLevels(topics, kinds, place);
  return {
    topics,
    kinds,
    read: payload?.read ?? (paths.length > 0 ? valuePathReader(paths) : undefined),
    place,
  };
}

/** Two values of each level. */
const EXAMPLES: Readonly<Record<keyof Address, readonly [Partial<Address>, Partial<Address>]>> = {
  building: [{}, {}],
  floor: [{ floor: 1 }, { floor: 2 }],
  wing: [{ wing: 'N' }, { wing: 'S' }],
  room: [{ room: 1 }, { room: 2 }],
  sensor: [{ sensor: 'TEMP' }, { sensor: 'HUM' }],
};

function checkLevels(
  topics: TopicTemplate,
  kinds: readonly SensorKind[] | undefined,
  place: Partial<Address>,
): void {
  for (const level of ['floor', 'wing', 'room', 'sensor'] as const) {
    const isKnown =
      topics.levels.has(level) || place[level] !== undefined || (level === 'sensor' && kinds !== undefined);
    if (isKnown) continue;
    const base = { building: 'BUILDING', floor: 1, wing: 'N', room: 1, sensor: 'TEMP', ...place } as const;
    const [one, other] = EXAMPLES[level].map((example): Address => ({ ...base, ...example }));
    if (one !== undefined && other !== undefined)
      throw sharedTopic(topics.text, [one, other], topics.format(one));
  }
}

function sharedTopic(text: string, [one, other]: readonly [Address, Address], topic: string): Failure {
  const level = (['building', 'floor', 'wing', 'room', 'sensor'] as const).find(
    (each) => one[each] !== other[each],
  );
  return usageFailure(
    `--topic-template '${text}': ${formatTopic(one)} and ${formatTopic(other)} would share the topic ${topic}: put {${level}} into it, or select one with --${level}`,
  );
}

function isSameRoom(one: Address, other: Address): boolean {
  return (
    one.building === other.building &&
    one.floor === other.floor &&
    one.wing === other.wing &&
    one.room === other.room
  );
}
