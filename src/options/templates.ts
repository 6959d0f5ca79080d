import { isSensorKind } from '../building/sensors.ts';
import { SHAPES } from '../payload/shapes/list.ts';
import { parsePath } from '../payload/template/path.ts';
import type { ValuePath } from '../payload/template/path-template.ts';
import type { PayloadTemplate } from '../payload/template/template.ts';
import { ReadError, type Reader, readText } from '../text/reader.ts';
import { readTopicTemplate, type TopicTemplate } from '../text/topic-template.ts';
import type { Settings } from './option.ts';
import { optional, repeated } from './values.ts';

export const SHAPE_NAMES: readonly string[] = SHAPES.map(({ name }) => name);

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

/** Our own topics and payloads. */
export const OWN_TEMPLATES: Templates = { topics: undefined, payload: undefined };

/** True if the options name topics or payloads of another program. */
export function hasTemplates(settings: Settings<typeof templateOptions>): boolean {
  const isNamed = (settings['topic-template'] ?? settings['payload-template']) !== undefined;
  return isNamed || settings['value-path'].length > 0;
}
