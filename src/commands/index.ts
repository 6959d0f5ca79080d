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
  {
    name: 'topics',
    summary: 'list, build, match and explain topics; works offline',
    commands: [
      {
        name: 'list',
        summary: 'every topic of a building',
        load: async () => (await import('./topics/list.ts')).topicsList,
      },
      {
        name: 'filter',
        summary: 'the fewest topic filters for a part of a building',
        load: async () => (await import('./topics/filter.ts')).topicsFilter,
      },
      {
        name: 'match',
        positionals: '<filter> [topics..]',
        summary: 'the topics that a filter matches',
        load: async () => (await import('./topics/match.ts')).topicsMatch,
      },
      {
        name: 'explain',
        positionals: '<topics..>',
        summary: 'each level of a topic or filter in words',
        load: async () => (await import('./topics/explain.ts')).topicsExplain,
      },
    ],
  },
  {
    name: 'stats',
    summary: "show a broker's $SYS status",
    load: async () => (await import('./stats.ts')).stats,
  },
  {
    name: 'gateway',
    summary: 'bridge MQTT-SN (UDP) clients to an MQTT broker',
    load: async () => (await import('./gateway.ts')).gateway,
  },
  {
    name: 'demo',
    summary: 'broker, publisher and alarm in one process',
    load: async () => (await import('./demo.ts')).demo,
  },
];

/** The names of all commands' options: one configuration file serves them all. */
export async function optionNames(): Promise<ReadonlySet<string>> {
  const leaves = COMMANDS.flatMap((entry) => ('commands' in entry ? entry.commands : [entry]));
  const commands = await Promise.all(leaves.map(({ load }) => load()));
  return new Set(commands.flatMap(({ options }) => Object.keys(options)));
}
