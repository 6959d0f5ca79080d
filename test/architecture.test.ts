import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Every room may import these. They import nothing of ours. */
const LEAVES = ['mqtt-protocol'];

/** Imports each room may have, beside itself, the leaves, and the files of `src` outside all rooms. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'mqtt-protocol': [],
  'mqtt-codec': [],
  building: [],
  text: ['building'],
  yaml: ['building', 'text'],
  storage: [],
  simulator: ['building', 'text', 'yaml'],
  payload: ['building'],
  replay: ['building', 'text'],
  alarm: ['building', 'text', 'yaml'],
  stats: [],
  trace: ['building', 'text'],
  interference: ['building', 'text', 'trace'],
  bench: ['building'],
  probe: [],
  'mqtt-sn': ['building', 'mqtt-codec'],
  mqtt: ['building', 'mqtt-codec'],
  broker: ['building', 'mqtt-codec', 'storage'],
  publisher: ['building'],
  fleet: ['simulator'],
  dashboard: ['alarm', 'building', 'check', 'observation', 'payload', 'stats', 'text', 'trace'],
  check: ['building', 'interference', 'payload', 'simulator', 'text', 'trace', 'yaml'],
  page: ['building', 'dashboard', 'text', 'trace'],
  observation: ['alarm', 'bench', 'broker', 'building', 'check', 'mqtt-sn', 'probe', 'stats', 'trace'],
  options: ['alarm', 'building', 'interference', 'mqtt', 'payload', 'replay', 'simulator', 'text', 'yaml'],
  sinks: [
    'alarm',
    'bench',
    'broker',
    'building',
    'check',
    'mqtt-sn',
    'observation',
    'options',
    'payload',
    'probe',
    'stats',
    'text',
    'trace',
    'yaml',
  ],
  services: [
    'alarm',
    'bench',
    'broker',
    'building',
    'check',
    'fleet',
    'interference',
    'mqtt',
    'mqtt-sn',
    'observation',
    'payload',
    'probe',
    'publisher',
    'replay',
    'simulator',
    'stats',
    'storage',
    'text',
    'trace',
  ],
};

/** Commands alone know everyone. */
const KNOWS_ALL = ['commands'];

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.tsx?$/.test(name),
);
const roomOf = (path: string) => (path.includes(sep) ? path.split(sep)[0] : undefined);

const imports = files.flatMap((file) =>
  [...readFileSync(join('src', file), 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(
    ([, path = '']) => ({
      file,
      from: roomOf(file),
      to: roomOf(normalize(join(dirname(file), path))),
      path: normalize(join(dirname(file), path)),
    }),
  ),
);
/** The name in an exported declaration. */
const EXPORT =
  /^export (?:declare |abstract |async )*(?:function\*?|const|let|class|interface|type|enum) +([\w$]+)/gm;
const OPENS_FILES =
  /import \{[^}]*\b(?:open|openSync|readFile|readFileSync|createReadStream|createWriteStream)\b[^}]*\} from 'node:fs/;
const importsOf = (room: string) => imports.filter(({ from }) => from === room);

describe('the house', () => {
  it('has no room but those that are known', () => {
    const rooms = new Set(files.map(roomOf).filter((room) => room !== undefined));
    expect([...rooms].sort()).toEqual([...Object.keys(MAY_IMPORT), ...KNOWS_ALL].sort());
  });

  it.each(Object.entries(MAY_IMPORT))('%s imports %j and nothing else', (room, allowed) => {
    const others = imports.filter(({ from, to }) => from === room && to !== undefined && to !== room);
    expect(others.filter(({ to = '' }) => ![...LEAVES, ...allowed].includes(to))).toEqual([]);
  });

  it.each(LEAVES)('%s imports nothing of ours', (leaf) => {
    expect(imports.filter(({ from, to }) => from === leaf && to !== leaf)).toEqual([]);
  });

  it('has no cycle between rooms', () => {
    const reaches = (from: string, to: string): boolean =>
      (MAY_IMPORT[from] ?? []).some((next) => next === to || reaches(next, to));
    expect(Object.keys(MAY_IMPORT).filter((room) => reaches(room, room))).toEqual([]);
  });

  it('has no cycle between files', () => {
    const next = new Map(files.map((file) => [file, imports.filter((each) => each.file === file)]));
    const finished = new Set<string>();
    const cycleFrom = (file: string, path: readonly string[]): readonly string[] | undefined => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
      if (finished.has(file)) return undefined;
      for (const { path: to } of next.get(file) ?? []) {
        const cycle = cycleFrom(to, [...path, file]);
        if (cycle !== undefined) return cycle;
      }
      finished.add(file);
      return undefined;
    };
    expect(files.flatMap((file) => cycleFrom(file, []) ?? [])).toEqual([]);
  });

  it('gives a name to one thing only', () => {
    const exported = files.flatMap((file) =>
      [...readFileSync(join('src', file), 'utf8').matchAll(EXPORT)].map(([, name = '']) => ({ name, file })),
    );
    const twice = exported.filter(({ name, file }) =>
      exported.some((other) => other.name === name && other.file !== file),
    );
    expect(twice).toEqual([]);
  });

  it.each([
    'mqtt-protocol',
    'building',
    'check',
    'payload',
    'alarm',
    'interference',
    'simulator',
    'stats',
    'text',
  ])('%s touches no file, socket, process or console', (room) => {
    const edges = files
      .filter((file) => roomOf(file) === room)
      .filter((file) =>
        /from 'node:(?!buffer')|\bprocess\.[a-z]|\bconsole\.|Date\.now\(|performance\.now\(/.test(
          readFileSync(join('src', file), 'utf8'),
        ),
      );
    expect(edges).toEqual([]);
  });

  it('hands services neither the screen, nor options, nor the process', () => {
    const rooms = ['commands', 'options', 'sinks'];
    const roots = ['command.ts', 'command-line.ts', 'main.ts', 'process-context.ts', 'program.ts'];
    const known = importsOf('services').filter(
      ({ to, path }) => rooms.includes(to ?? '') || roots.includes(path),
    );
    expect(known).toEqual([]);
  });

  it('shares nothing between the page and its server but the messages', () => {
    const known = importsOf('page').filter(({ to }) => to === 'dashboard');
    expect([...new Set(known.map(({ path }) => path))]).toEqual([join('dashboard', 'messages.ts')]);
    expect(readFileSync(join('src', 'dashboard', 'messages.ts'), 'utf8')).not.toMatch(/^import (?!type )/m);
  });

  it('has nothing but types of other rooms in observation', () => {
    const values = files
      .filter((file) => roomOf(file) === 'observation')
      .filter((file) => /^import (?!type )/m.test(readFileSync(join('src', file), 'utf8')));
    expect(values).toEqual([]);
  });

  it('opens files in few places: read others through bounded-file.ts, write them through output-file.ts', () => {
    const known = [
      'bounded-file.ts',
      'named-file.ts',
      'output-file.ts',
      'page-files.ts',
      'shipped-exercises.ts', // files of the package
      'shipped-rules.ts', // files of the package
      join('broker', 'store', 'folder-store.ts'),
      join('broker', 'store', 'journal-file.ts'),
      join('broker', 'store', 'old-journal.ts'),
      join('services', 'alarming', 'state-file.ts'),
      'process-tree.ts', // files of /proc
    ];
    const opening = files.filter((file) => OPENS_FILES.test(readFileSync(join('src', file), 'utf8')));
    expect(opening.filter((file) => !known.includes(file))).toEqual([]);
  });

  it('names yargs in one file, chalk in one, and exits in one', () => {
    const naming = (pattern: RegExp) =>
      files.filter((file) => pattern.test(readFileSync(join('src', file), 'utf8')));
    expect(naming(/from 'yargs'/)).toEqual(['command-line.ts']);
    expect(naming(/from 'chalk'/)).toEqual([join('sinks', 'screen', 'paint.ts')]);
    expect(naming(/process\.exit\(/)).toEqual(['main.ts']);
  });
});
