import type { Address } from '../../building/address.ts';
import { usageFailure } from '../../failure.ts';
import { nameBeyond, placeTemplate } from '../../text/place-template.ts';
import type { PublishSettings } from './options.ts';

/**
 * The topic where the client of a sensor keeps its online state, by the options. One client keeps none unless it is
 * named, or Home Assistant is told of it. Throws a usage failure for a template with a name that means nothing here.
 */
export function statusTopicsOf(settings: PublishSettings): (address: Address) => string | undefined {
  const { clients: level, prefix } = settings;
  const isKept = level !== 'building' || settings['ha-discovery'];
  const template = settings['status-topic'] ?? (isKept ? placeTemplate('{topic}/status') : 'none');
  if (template === 'none') return () => undefined;
  if (template.names.includes('run'))
    throw usageFailure('--status-topic: {run} would be another topic each time');
  const beyond = nameBeyond(template, level);
  if (beyond !== undefined)
    throw usageFailure(`--status-topic: {${beyond}} means nothing to the client of a ${level}`);
  return (address) => template.fill({ address, level, prefix, run: '' });
}
