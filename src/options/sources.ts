import { usageFailure } from '../failure.ts';
import { escapeControl } from '../text/escape.ts';
import { ReadError } from '../text/reader.ts';
import type { AnyOptions, AtEnd, GivenTexts, Settings, SourcedTexts } from './option.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Turns options into settings: the command line first, then the environment (`BUILDING_SIM_<OPTION>`), then
 * the file of `--config`, then the default. Throws a usage failure that names the option and the place.
 * A key of the file may be an option of another command (`allNames`): one file serves all commands. `atEnd` takes
 * functions for the end of the command, after a failure here too.
 */
export async function readSettings<O extends AnyOptions>(
  options: O,
  given: GivenTexts,
  env: Environment,
  allNames: () => Promise<ReadonlySet<string>>,
  atEnd: AtEnd,
): Promise<Settings<O>> {
  const path: string | undefined = given.get('config')?.at(-1) ?? env[environmentName('config')];
  const file =
    path === undefined
      ? new Map<string, SourcedTexts>()
      : await (await import('./config-file.ts')).readConfigFile(path);
  for (const [name, { where }] of file) {
    if (Object.hasOwn(options, name) || (await allNames()).has(name)) continue;
    throw usageFailure(`${where}: unknown option; see --help for the names`);
  }
  const settings: [string, unknown][] = [];
  for (const name of firstOnes(options)) {
    const sourced = fromLine(name, given) ?? fromEnvironment(name, env) ?? file.get(name);
    const setting = await parseOption(name, options, sourced);
    await options[name]?.prepare?.(setting, atEnd);
    settings.push([name, setting]);
  }
  return Object.fromEntries(settings) as Settings<O>;
}

/** The names of the options, those to be read first in front. */
function firstOnes(options: AnyOptions): string[] {
  const isFirst = ([, option]: (typeof entries)[number]) => option.prepare !== undefined;
  const entries = Object.entries(options);
  return [...entries.filter(isFirst), ...entries.filter((entry) => !isFirst(entry))].map(([name]) => name);
}

/** In front of the environment variables of options. */
export const ENVIRONMENT_PREFIX = 'BUILDING_SIM_';

/** The environment variable that stands for an option: `mqtt-version` is `BUILDING_SIM_MQTT_VERSION`. */
export function environmentName(option: string): string {
  return `${ENVIRONMENT_PREFIX}${option.replaceAll('-', '_').toUpperCase()}`;
}

function fromLine(name: string, given: GivenTexts): SourcedTexts | undefined {
  const texts = given.get(name);
  return texts && { texts, where: `--${name}` };
}

function fromEnvironment(name: string, env: Environment): SourcedTexts | undefined {
  const text = env[environmentName(name)];
  // Shells unset a variable for a single command by an empty value.
  return text === undefined || text === '' ? undefined : { texts: [text], where: environmentName(name) };
}

async function parseOption(
  name: string,
  options: AnyOptions,
  sourced: SourcedTexts | undefined,
): Promise<unknown> {
  const option = options[name];
  const texts = sourced?.texts ?? [];
  try {
    return option?.parse(
      option.expand === undefined || texts.length === 0 ? texts : await option.expand(texts),
    );
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    const shown = texts.map((text) => ` '${escapeControl(option?.mask?.(text) ?? text)}'`).join('');
    throw usageFailure(`${sourced?.where ?? `--${name}`}${shown}: ${error.message}`, { cause: error });
  }
}
