import type { CommandEntry } from '../command-line.ts';

/** Every command, in the order of the help. A command is loaded when it is used. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'publish',
    summary: "publish random readings of a building's sensors",
    load: async () => (await import('./publish.ts')).publish,
  },
  {
    name: 'alarm',
    summary: 'print readings that cross a threshold',
    load: async () => (await import('./alarm.ts')).alarm,
  },
  {
    name: 'watch',
    summary: 'print readings (or any message) as they arrive',
    load: async () => (await import('./watch.ts')).watch,
  },
];

/** The names of all commands' options: one configuration file serves them all. */
export async function optionNames(): Promise<ReadonlySet<string>> {
  const leaves = COMMANDS.flatMap((entry) => ('commands' in entry ? entry.commands : [entry]));
  const commands = await Promise.all(leaves.map(({ load }) => load()));
  return new Set(commands.flatMap(({ options }) => Object.keys(options)));
}
