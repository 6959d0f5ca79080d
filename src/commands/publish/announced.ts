import { addressesOf, type Layout } from '../../building/layout.ts';
import { usageFailure } from '../../failure.ts';
import type { PayloadFormat } from '../../payload/format.ts';
import { FORMATS } from '../../payload/formats.ts';
import { discoveryMessage } from '../../payload/home-assistant.ts';
import type { Emission, Emissions } from '../../publisher/emission.ts';

/** What Home Assistant must know of each sensor, in front of the readings; it does not count as one of them. */
export function announcedEmissions(
  layout: Layout,
  format: PayloadFormat,
  prefix: string | undefined,
  readings: Emissions,
): Emissions {
  if (format.valueTemplate === undefined) {
    const names = FORMATS.filter(({ valueTemplate }) => valueTemplate !== undefined).map(({ name }) => name);
    throw usageFailure(
      `--ha-discovery: Home Assistant can't read ${format.name}: use --format ${names.join(' or ')}`,
    );
  }
  return announceFirst(layout, format, prefix, readings);
}

async function* announceFirst(
  layout: Layout,
  format: PayloadFormat,
  prefix: string | undefined,
  readings: Emissions,
): AsyncGenerator<Emission> {
  for (const address of addressesOf(layout)) {
    const message = discoveryMessage(address, prefix, format);
    if (message !== undefined) {
      yield { topic: message.topic, payload: Buffer.from(message.payload), retain: true, isUncounted: true };
    }
  }
  yield* readings;
}
