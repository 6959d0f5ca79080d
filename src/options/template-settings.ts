import type { Address } from '../building/address.ts';
import { onlyPlace, type Selection } from '../building/selection.ts';
import type { SensorKind } from '../building/sensors.ts';
import { usageFailure } from '../failure.ts';
import { readTextFile } from '../named-file.ts';
import { SHAPES } from '../payload/shapes/list.ts';
import { pathTemplate } from '../payload/template/path-template.ts';
import { TemplateFault } from '../payload/template/slot.ts';
import { type PayloadTemplate, payloadTemplate } from '../payload/template/template.ts';
import { readTopicTemplate, type TopicTemplate } from '../text/topic-template.ts';
import type { Settings } from './option.ts';
import { sharedTopic } from './shared-topic.ts';
import { SHAPE_NAMES, type Templates, type templateOptions } from './templates.ts';

/** A payload template is a page of text at most. */
const MAX_TEMPLATE_BYTES = 64 * 1024;

/** Throws a usage failure for a file that is no template, and for paths that can't be in one message. */
export function templatesOf(settings: Settings<typeof templateOptions>): Templates {
  const { 'payload-template': name, 'value-path': paths } = settings;
  if (name !== undefined && paths.length > 0)
    throw usageFailure(
      '--payload-template and --value-path both say where the value is: leave one of them out',
    );
  const shape = SHAPES.find((each) => each.name === name);
  const topics =
    settings['topic-template'] ?? (shape === undefined ? undefined : readTopicTemplate(shape.topic));
  if (shape !== undefined) return { topics, payload: payloadTemplate(shape.name, shape.payload) };
  if (name !== undefined) return { topics, payload: templateInFile(name) };
  if (paths.length === 0) return { topics, payload: undefined };
  return { topics, payload: checked('--value-path', () => pathTemplate(paths)) };
}

function templateInFile(path: string): PayloadTemplate {
  const hint = `; names are ${SHAPE_NAMES.join(', ')}`;
  const text = readTextFile('--payload-template', path, hint, MAX_TEMPLATE_BYTES);
  return checked(`--payload-template '${path}'`, () => payloadTemplate('template', text));
}

function checked(where: string, make: () => PayloadTemplate): PayloadTemplate {
  try {
    return make();
  } catch (error) {
    if (error instanceof TemplateFault) throw usageFailure(`${where}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** How messages of other programs become readings; undefined if the options name no template. */
export interface ForeignReading {
  readonly topics: TopicTemplate | undefined;
  readonly kinds: readonly SensorKind[] | undefined;
  readonly read: PayloadTemplate['read'] | undefined;
  readonly place: Partial<Address>;
}

/** Throws a usage failure for a level that neither topics nor payloads nor the selection name. */
export function foreignReading(
  settings: Settings<typeof templateOptions>,
  selection: Selection,
): ForeignReading | undefined {
  const { topics, payload } = templatesOf(settings);
  if (topics === undefined && payload === undefined) return undefined;
  const kinds = payload?.kinds;
  const place = onlyPlace(selection);
  if (topics !== undefined) checkLevels(topics, kinds, place);
  return { topics, kinds, read: payload?.read, place };
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
