/**
 * One option of the command line. Every value arrives as text, from the line, the environment or a file; `parse` turns
 * the text into a typed setting, once.
 */
export interface Option<T> {
  readonly group: OptionGroup;
  readonly describe: string;
  /** Further sentences, for `--help all`. */
  readonly more?: string;
  /** One letter, without the dash. */
  readonly alias?: string;
  /** The value's name in help: `N`, `FILE`, `HOST`. A flag has none. */
  readonly takes?: string;
  /** The value may be left out; then its text is `''`. */
  readonly isValueOptional?: true;
  readonly repeatable?: boolean;
  /** The part of a wrong value for an error to show; if left out, the whole value. */
  readonly mask?: (text: string) => string;
  /** Left out of help: an option for machines with many buildings, tests among them. */
  readonly hidden?: boolean;
  /** `--help` has only its name; `--help all` explains it. */
  readonly isRare?: boolean;
  /**
   * The words of other options depend on this one. It is read before them, and the function takes its setting. `atEnd`
   * takes a function for the end of the command. May reject with a usage failure.
   */
  readonly prepare?: (setting: T, atEnd: AtEnd) => Promise<void>;
  /** The values that a shell completes. After `TEMP=` the value goes on. */
  readonly choices?: readonly string[];
  /** The default as help shows it. */
  readonly shown?: string;
  /** The file of this name holds a secret: always, or if the function says so. */
  readonly holdsSecret?: true | ((path: string) => Promise<boolean>);
  /** Replaces the given texts before `parse`, for instance by the lines of a file. Throws `ReadError`. */
  readonly expand?: (texts: readonly string[]) => Promise<readonly string[]>;
  /**
   * Turns the given texts (several if repeatable, none if left out) into the setting.
   * Throws `ReadError` for a wrong text.
   */
  readonly parse: (texts: readonly string[]) => T;
}

/** Takes a function for the end of a command, after a failure too. */
export type AtEnd = (end: () => void) => void;

export type OptionGroup =
  | 'Building'
  | 'Readings'
  | 'Clients'
  | 'Time'
  | 'Message'
  | 'Recording'
  | 'Alarms'
  | 'Connection'
  | 'Security'
  | 'Will'
  | 'MQTT-SN'
  | 'Server'
  | 'Access'
  | 'Output'
  | 'Stop'
  | 'Other';

// biome-ignore lint/suspicious/noExplicitAny: the type of each setting is recovered by Settings<O>
export type AnyOptions = Readonly<Record<string, Option<any>>>;

/** The settings made from options, under the options' own names. */
export type Settings<O extends AnyOptions> = { readonly [K in keyof O]: ReturnType<O[K]['parse']> };

/** The texts of each option on the command line. An option that was left out is missing. */
export type GivenTexts = ReadonlyMap<string, readonly string[]>;

/** The texts of an option, and their place: `--qos`, `BUILDING_SIM_QOS`, `lab.yaml:3: qos`. */
export interface SourcedTexts {
  readonly texts: readonly string[];
  readonly where: string;
}

/** The settings of a command line without options. */
export function defaultSettings<O extends AnyOptions>(options: O): Settings<O> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { parse }]) => [name, parse([])]),
  ) as Settings<O>;
}
