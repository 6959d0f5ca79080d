/**
 * One option of the command line. Every value arrives as text, whether from the line, the environment or a
 * file, and is turned into a typed setting once, by `parse`.
 */
export interface Option<T> {
  readonly group: OptionGroup;
  readonly describe: string;
  /** One letter, without the dash. */
  readonly alias?: string;
  /** What the value looks like in help: `N`, `FILE`, `HOST`. A flag has none. */
  readonly takes?: string;
  readonly repeatable?: boolean;
  /** What of a wrong value may be shown; left out: all of it. */
  readonly mask?: (text: string) => string;
  /** Left out of help: for those who run many buildings on one machine, tests among them. */
  readonly hidden?: boolean;
  /** The default as help shows it. */
  readonly shown?: string;
  /** Puts other texts in the place of the texts given, before `parse`; such as those in a file. Throws `ReadError`. */
  readonly expand?: (texts: readonly string[]) => Promise<readonly string[]>;
  /**
   * Turns the texts given (several where repeatable, none where left out) into the setting.
   * Throws `ReadError` for a wrong one.
   */
  readonly parse: (texts: readonly string[]) => T;
}

export type OptionGroup =
  | 'Building'
  | 'Readings'
  | 'Time'
  | 'Message'
  | 'Alarms'
  | 'Connection'
  | 'Security'
  | 'Will'
  | 'MQTT-SN'
  | 'Server'
  | 'Output'
  | 'Stop'
  | 'Other';

// biome-ignore lint/suspicious/noExplicitAny: the type of each setting is recovered by Settings<O>
export type AnyOptions = Readonly<Record<string, Option<any>>>;

/** The settings that options turn into, under the options' own names. */
export type Settings<O extends AnyOptions> = { readonly [K in keyof O]: ReturnType<O[K]['parse']> };

/** The texts given for each option; an option that isn't given isn't there. */
export type GivenTexts = ReadonlyMap<string, readonly string[]>;

/** The texts of an option, and the place that gave them: `--qos`, `BUILDING_SIM_QOS`, `lab.yaml:3: qos`. */
export interface SourcedTexts {
  readonly texts: readonly string[];
  readonly where: string;
}

/** What a command's options are when none is given. */
export function defaultSettings<O extends AnyOptions>(options: O): Settings<O> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { parse }]) => [name, parse([])]),
  ) as Settings<O>;
}
