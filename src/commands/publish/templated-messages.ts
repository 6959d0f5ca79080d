import { type Layout, narrowLayout } from '../../building/layout.ts';
import type { Selection } from '../../building/selection.ts';
import { formatTopic } from '../../building/topic.ts';
import { usageFailure } from '../../failure.ts';
import type { Templates } from '../../options/templates.ts';
import { findFormat } from '../../payload/formats.ts';
import type { MessageSettings } from '../../services/publishing/message-settings.ts';
import { templateFormat } from '../../services/publishing/template-format.ts';
import type { PublishSettings } from './options.ts';

/** How readings become messages under our own topics, in the format of the options. */
export function ownMessages({ format: name, prefix, retain, qos }: PublishSettings): MessageSettings {
  const format = findFormat(name);
  if (format === undefined) throw new TypeError(`no payload format ${name}`);
  return { format, prefix, retain, qos };
}

/** The same in the topics and payloads of the templates. */
export function templatedMessages(
  settings: PublishSettings,
  { topics, payload }: Templates,
): MessageSettings {
  const own = ownMessages(settings);
  if (topics === undefined && payload === undefined) return own;
  const head = own.prefix === undefined ? '' : `${own.prefix}/`;
  const topicOf = topics === undefined ? formatTopic : topics.format;
  const format = payload === undefined ? own.format : templateFormat(payload);
  return { ...own, format, topicOf: (address) => head + topicOf(address) };
}

/** The sensors with a place in the payload. Throws a usage failure if there are none. */
export function templatedPart(layout: Layout, { payload }: Templates): Layout {
  if (payload?.kinds === undefined) return layout;
  const part = narrowLayout(layout, { sensor: payload.kinds });
  if (part.size > 0) return part;
  throw usageFailure(
    `--payload-template has ${payload.kinds.join(', ')}, and no selected sensor is one of them`,
  );
}

export function templatedSelection(selection: Selection, { payload }: Templates): Selection {
  const kinds = payload?.kinds;
  if (kinds === undefined) return selection;
  return { ...selection, sensor: selection.sensor?.filter((kind) => kinds.includes(kind)) ?? kinds };
}
