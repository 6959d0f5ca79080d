import { type Failure, usageFailure } from './failure.ts';
import { nearest } from './text/nearest.ts';

/** The known part of a faulty line. */
export interface FaultyLine {
  readonly argv: readonly string[];
  /** The names of the command's options. */
  readonly options: readonly string[];
  /** The command's usage. */
  readonly usage: string | undefined;
}

/** An error of yargs in words of ours. Such an error is about the line; any other error is a defect of ours. */
export function commandLineFault(message: string, line: FaultyLine): Failure {
  return usageFailure(`${readableFault(message, line)} (--help shows what there is)`);
}

function readableFault(message: string, { argv, options, usage }: FaultyLine): string {
  const missing = /^Not enough arguments following: (.*)$/.exec(message);
  if (missing) return missingValue(asTyped(missing[1] ?? '', argv));
  const flag = /^Argument unexpected for: (.*)$/.exec(message);
  if (flag) return `${asTyped(flag[1] ?? '', argv)} takes no value`;
  const unknown = /^Unknown arguments?: (.*)$/.exec(message);
  if (unknown) return unknownWords((unknown[1] ?? '').split(', '), argv, options);
  if (message.startsWith('Not enough non-option arguments')) return `too few arguments: use ${usage}`;
  if (message.startsWith('Did you mean')) return `unknown command; d${message.slice(1)}`;
  return message.replaceAll('\n', ' ');
}

/** In mosquitto's clients, too, -h is the host. */
function missingValue(option: string): string {
  return `${option} needs a value${option === '-h' ? ': the host of the broker' : ''}`;
}

/** Names that people try, and ours. */
const FOREIGN_NAMES: Readonly<Record<string, string>> = {
  threshold: 'above',
  limit: 'above',
  user: 'username',
  pass: 'password',
  time: 'duration',
  broker: 'url',
  server: 'url',
  client: 'id',
  'client-id': 'id',
  number: 'count',
};

/** The letters of mosquitto's clients that this command has not, and what to do instead. */
const MOSQUITTO_LETTERS: Readonly<Record<string, string>> = {
  A: 'the system chooses the address of this side: leave it out',
  D: 'MQTT 5 properties have options of their own, such as --session-expiry',
  F: 'watch has it',
  M: 'messages under way are limited already: leave it out',
  N: 'watch ends the line of each message: leave it out',
  R: 'watch has it',
  S: 'use --url mqtt://HOST:PORT instead of a DNS SRV record',
  T: 'watch has it',
  U: 'name the filters that are wanted with -t',
  W: 'use --duration TIME, or timeout of the shell',
  f: 'publish has it',
  l: 'publish has it',
  m: 'publish has it',
  n: 'publish has it',
  o: 'use --config FILE, in YAML',
  r: 'publish has it',
  s: 'publish has it',
};

/** Unknown options, else unknown words. The word after a mistyped --password must stay hidden. */
function unknownWords(words: readonly string[], argv: readonly string[], known: readonly string[]): string {
  const typed = words.map((word) => asTyped(word, argv));
  const options = typed.filter((word) => word.startsWith('-'));
  if (options.length > 0) {
    const [, letter = ''] = /^-(\w)$/.exec(options[0] ?? '') ?? [];
    const advice = MOSQUITTO_LETTERS[letter];
    if (advice !== undefined) return `unknown option -${letter}: ${advice}`;
    const name = options[0]?.slice(2) ?? '';
    const meant = known.find((option) => option === FOREIGN_NAMES[name]) ?? nearest(name, known);
    return `unknown option ${options.join(', ')}${meant === undefined ? '' : `; did you mean --${meant}?`}`;
  }
  const hint = known.includes('topic') ? `; a topic needs -t: -t ${typed[0]}` : '';
  return `unknown argument '${typed.join("', '")}'${hint}`;
}

/** An option with its dashes: yargs reports the bare name. */
function asTyped(name: string, argv: readonly string[]): string {
  if (argv.some((word) => word === `--${name}` || word.startsWith(`--${name}=`))) return `--${name}`;
  const letter = name.length === 1 && argv.some((word) => /^-[^-]/.test(word) && word.includes(name));
  return letter ? `-${name}` : name;
}
