import type { Address } from '../building/address.ts';
import { onlyPlace, type Selection } from '../building/selection.ts';
import type { SensorKind } from '../building/sensors.ts';
import { usageFailure } from '../failure.ts';
import { readNamedFile } from '../named-file.ts';
import { SHAPES } from '../payload/shapes/list.ts';
import { TemplateFault } from '../payload/template/slot.ts';
import { type PayloadTemplate, payloadTemplate, valuePathReader } from '../payload/template/template.ts';
import { readTopicTemplate, type TopicTemplate } from '../text/topic-template.ts';
import type { Settings } from './option.ts';
import { sharedTopic } from './shared-topic.ts';
import {
  type listeningTemplateOptions,
  SHAPE_NAMES,
  type Templates,
  type templateOptions,
} from './templates.ts';

/** A payload template is a page of text at most. */
const MAX_TEMPLATE_BYTES = 64 * 1024;

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
