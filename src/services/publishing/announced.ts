import { addressesOf, type Layout } from '../../building/layout.ts';
import { usageFailure } from '../../failure.ts';
import { FORMATS } from '../../payload/formats.ts';
import { discoveryMessage } from '../../payload/home-assistant.ts';
import type { DueMessage, DueMessages } from '../../publisher/due-message.ts';
import type { MessageSettings } from './message-settings.ts';

/**
 * Home Assistant's discovery message of each sensor, then the readings. `--count` leaves discovery messages out.
 * Throws a usage failure for a format that Home Assistant can't read.
 */
export function announcedMessages(
  layout: Layout,
  settings: MessageSettings,
  readings: DueMessages,
): DueMessages {
  const { format } = settings;
  if (format.valueTemplate === undefined) {
    const names = FORMATS.filter(({ valueTemplate }) => valueTemplate !== undefined).map(({ name }) => name);
    throw usageFailure(
      `--ha-discovery: Home Assistant can't read ${format.name}: use --format ${names.join(' or ')}`,
    );
  }
  return announceFirst(layout, settings, readings);
}

async function* announceFirst(
  layout: Layout,
  { format, prefix, qos }: MessageSettings,
  readings: DueMessages,
): AsyncGenerator<DueMessage> {
  for (const address of addressesOf(layout)) {
    const message = discoveryMessage(address, prefix, format);
    if (message === undefined) continue;
    const { topic, payload } = message;
    yield { topic, payload: Buffer.from(payload), qos, retain: true, isUncounted: true };
  }
  yield* readings;
}
