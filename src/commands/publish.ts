import { command } from '../command.ts';
import { hasTemplates, OWN_TEMPLATES, type Templates } from '../options/templates.ts';
import { publishing } from '../services/publishing.ts';
import { FAULT_TYPES } from '../simulator/faults/list.ts';
import { openScreen } from './open-sinks.ts';
import { type PublishSettings, publishOptions } from './publish/options.ts';
import { publishingSettings } from './publish/publishing-settings.ts';

async function loadTemplates(settings: PublishSettings): Promise<Templates> {
  if (!hasTemplates(settings)) return OWN_TEMPLATES;
  const { templatesOf } = await import('../options/template-settings.ts');
  return templatesOf(settings);
}

export const publish = command({
  describe: "Publishes random readings of a building's sensors, one reading a message.",
  options: publishOptions,
  details: [
    'Exit code 1: messages of QoS 1 or 2 were not acknowledged; a line says how many.',
    'After Ctrl-C it waits 2 s for acknowledgements.',
    '',
    'Faults, at random or as planned in a faults file:',
    ...FAULT_TYPES.map(({ type, describe }) => `  ${type.padEnd(14)} ${describe}`),
    '',
  ],
  examples: [
    ['publish', 'a random sensor every 1 to 5 seconds'],
    ['publish --wing O --every 10s', 'a whole wing'],
    ['publish --floor 1 --wing N --room 3 --sensor TEMP --value 31', 'one reading'],
    ['publish -t lab/hello -m hi -q 1', 'one message of your own'],
  ],
  run: async (settings, context) => {
    if (settings.explain !== undefined) {
      const { explainPublished } = await import('./publish/explain.ts');
      return explainPublished(settings, settings.explain, context);
    }
    const sink = openScreen(settings, context, { isWhole: settings.verbose });
    try {
      const { workers, worker } = settings;
      if (worker === undefined && workers > 1) {
        const { publishByWorkers } = await import('./publish/workers.ts');
        return await publishByWorkers(settings, context, sink);
      }
      const templates = await loadTemplates(settings);
      const own =
        worker === undefined ? context : (await import('./publish/workers.ts')).workerContext(context);
      return await publishing(await publishingSettings(settings, own, sink, templates), sink);
    } finally {
      await sink.end();
    }
  },
});
