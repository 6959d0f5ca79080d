import type { Task } from '../../check/task.ts';
import type { ProgramPlace } from './testbed.ts';

/** The facts that a program is told, by name: `host` is `{host}` in its command, and `MQTT_HOST` in its environment. */
export interface ProgramFacts {
  readonly values: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}

/** The task and the place of the broker, for the command and for the environment of a program. */
export function programFacts(task: Task, { host, port, url, cafile }: ProgramPlace): ProgramFacts {
  const { building, prefix, sensor, threshold, seconds } = task;
  const values = {
    host,
    port: String(port),
    url,
    building: prefix === undefined ? building : `${prefix}/${building}`,
    sensor,
    threshold: String(threshold),
    ...(seconds !== undefined && { seconds: String(seconds) }),
    ...(cafile !== undefined && { cafile }),
  };
  return {
    values,
    variables: {
      MQTT_HOST: host,
      MQTT_PORT: String(port),
      MQTT_URL: url,
      BUILDING: values.building,
      SENSOR: sensor,
      THRESHOLD: values.threshold,
      [`THRESHOLD_${sensor}`]: values.threshold,
      ...(seconds !== undefined && { SECONDS: String(seconds) }),
      ...(cafile !== undefined && { MQTT_CAFILE: cafile }),
    },
  };
}

/** Puts the facts into the words of a command, in the place of `{host}` and so on. */
export function filledWords(
  words: readonly [string, ...string[]],
  { values }: ProgramFacts,
): readonly [string, ...string[]] {
  const fill = (word: string): string =>
    word.replace(/\{(\w+)\}/g, (whole, name: string) =>
      Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
    );
  const [file, ...args] = words;
  return [fill(file), ...args.map(fill)];
}

/** The names in braces that stand for nothing. */
export function unknownFacts(command: string): readonly string[] {
  const names = [...command.matchAll(/\{([a-z]\w*)\}/g)].map(([, name = '']) => name);
  return names.filter((name) => !FACTS.includes(name));
}

const FACTS: readonly string[] = [
  'host',
  'port',
  'url',
  'building',
  'sensor',
  'threshold',
  'seconds',
  'cafile',
];

/** Variables that a program needs to run at all. Everything else stays here: it may be a secret. */
const PASSED_ON =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TERM|TMPDIR|TEMP|TMP|VIRTUAL_ENV|CONDA_PREFIX|PYTHON(PATH|HOME|USERBASE)|PYENV_\w+|NODE_PATH|NVM_\w+|JAVA_HOME|CLASSPATH|GOPATH|GOROOT|CARGO_HOME|RUSTUP_HOME|DOTNET_ROOT|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|XDG_RUNTIME_DIR|SystemRoot|SYSTEMROOT|windir|ComSpec|COMSPEC|PATHEXT|APPDATA|LOCALAPPDATA|ProgramFiles|ProgramData|USERPROFILE)$/;

/** The environment of a program: its task, and of our own environment only well-known names without secrets. */
export function programEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  { variables }: ProgramFacts,
): Record<string, string> {
  const passed = Object.entries(own).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && PASSED_ON.test(entry[0]),
  );
  return {
    ...Object.fromEntries(passed),
    // Python holds output into a pipe back.
    PYTHONUNBUFFERED: '1',
    PYTHONIOENCODING: 'utf-8',
    ...variables,
  };
}
