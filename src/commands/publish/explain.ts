import { missingRoom } from '../../building/missing-room.ts';
import { parseTopic } from '../../building/topic.ts';
import type { Context } from '../../command.ts';
import { EXIT, type ExitCode } from '../../exit-code.ts';
import { usageFailure } from '../../failure.ts';
import { faultsOf } from '../../options/faults.ts';
import { buildingOfOptions } from '../../options/layout.ts';
import { outputSettings } from '../../options/output.ts';
import { randomSeed } from '../../random-names.ts';
import { explainReading } from '../../simulator/explanation.ts';
import { createPrinter } from '../../sinks/screen/printer.ts';
import { createScreen } from '../../sinks/screen/screen.ts';
import { escapeControl } from '../../text/escape.ts';
import { causesView } from './causes-view.ts';
import type { PublishSettings } from './options.ts';

/** `publish --explain TOPIC`: prints the causes of the sensor's reading at --start, and publishes nothing. */
export async function explainPublished(
  settings: PublishSettings,
  topic: string,
  context: Context,
): Promise<ExitCode> {
  const address = parseTopic(topic)?.address;
  if (address === undefined)
    throw usageFailure(
      `--explain: '${escapeControl(topic)}' is no sensor's topic: use BUILDING/P_2/O/4/TEMP`,
    );
  // Without another name the building has the topic's: readings depend on the name.
  const { building = settings.layout === undefined ? [address.building] : undefined } = settings;
  const { layout, site } = buildingOfOptions({ ...settings, building });
  const missing = missingRoom(layout, address);
  if (missing !== undefined) throw usageFailure(`--explain: ${missing}`);
  const startMs = settings.start ?? context.now();
  const world = {
    seed: settings.seed ?? randomSeed(),
    site,
    values: settings.values,
    ranges: new Map(settings.range.map(({ sensor, range }) => [sensor, range] as const)),
    faults: (await faultsOf(settings.faults, startMs)).schedule,
    areUniformFaulty: settings.faults !== undefined,
  };
  const output = outputSettings(settings);
  const screen = createScreen(context, output);
  createPrinter(output.format, causesView(screen.columns), screen)(explainReading(world, address, startMs));
  screen.flush();
  return EXIT.done;
}
