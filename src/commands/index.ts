import { type CommandEntry, type CommandLeaf, leavesOf } from '../command-tree.ts';

/** Every command, in the order of the help. The code of a command is loaded on its use. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'publish',
    summary: "publish random readings of a building's sensors",
    load: async () => (await import('./publish.ts')).publish,
  },
  {
    name: 'alarm',
    summary: 'print readings beyond a limit',
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
        summary: 'the topics matching a filter',
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
    name: 'rules',
    summary: 'check, explain and unit-test alarm rules; works offline',
    commands: [
      {
        name: 'check',
        positionals: '<files..>',
        summary: 'report mistakes in rules, with line and column',
        load: async () => (await import('./rules/check.ts')).rulesCheck,
      },
      {
        name: 'explain',
        positionals: '<topics..>',
        summary: 'the rules and limits for a sensor, and why',
        load: async () => (await import('./rules/explain.ts')).rulesExplain,
      },
      {
        name: 'test',
        positionals: '<files..>',
        summary: 'run tests of rules in virtual time',
        load: async () => (await import('./rules/test.ts')).rulesTest,
      },
      {
        name: 'run',
        positionals: '[files..]',
        summary: 'the alarms of recorded readings',
        load: async () => (await import('./rules/run.ts')).rulesRun,
      },
      {
        name: 'score',
        summary: 'compare alarms with the true faults',
        load: async () => (await import('./rules/score.ts')).rulesScore,
      },
      {
        name: 'schema',
        summary: 'print the JSON Schema of rules files, for editors',
        load: async () => (await import('./rules/schema.ts')).rulesSchemaCommand,
      },
    ],
  },
  {
    name: 'broker',
    summary: 'run the embedded broker',
    load: async () => (await import('./broker.ts')).broker,
    commands: [
      {
        name: 'passwd',
        positionals: '<file> <user>',
        summary: "make a user of the broker, or change a user's password",
        load: async () => (await import('./broker/passwd.ts')).brokerPasswd,
      },
      {
        name: 'class',
        positionals: '<count> [folder]',
        summary: 'make users, rights and hand-outs for a class',
        load: async () => (await import('./broker/class.ts')).brokerClass,
      },
    ],
  },
  {
    name: 'stats',
    summary: "show a broker's $SYS status",
    load: async () => (await import('./stats.ts')).stats,
  },
  {
    name: 'trace',
    summary: 'sit between a client and a broker and show every packet',
    load: async () => (await import('./trace.ts')).trace,
  },
  {
    name: 'gateway',
    summary: 'bridge MQTT-SN (UDP) clients to an MQTT broker',
    load: async () => (await import('./gateway.ts')).gateway,
  },
  {
    name: 'bench',
    summary: 'measure throughput and latency through a broker',
    load: async () => (await import('./bench.ts')).bench,
  },
  {
    name: 'dashboard',
    summary: 'show the building and its alarms live in a browser',
    load: async () => (await import('./dashboard.ts')).dashboard,
  },
  {
    name: 'check',
    positionals: '[exercise]',
    summary: "judge a student's own program",
    load: async () => (await import('./check.ts')).check,
    commands: [
      {
        name: 'schema',
        summary: 'print the JSON Schema of exercises, for editors',
        load: async () => (await import('./check/schema.ts')).checkSchema,
      },
      {
        name: 'class',
        positionals: '<folder> [exercises..]',
        summary: 'judge the programs of a class, a folder for each student',
        load: async () => (await import('./check/class.ts')).checkClass,
      },
    ],
  },
  {
    name: 'demo',
    summary: 'broker, publisher and alarm in one process',
    load: async () => (await import('./demo.ts')).demo,
  },
  {
    name: 'completion',
    positionals: '[shell]',
    summary: 'print the completion script of bash, zsh or fish',
    load: async () => (await import('./completion.ts')).completion,
  },
];

/** Every command with its whole name, `topics list`. */
export function commandLeaves(): readonly CommandLeaf[] {
  return leavesOf(COMMANDS);
}

/** The names of all commands' options: one configuration file serves them all. */
export async function optionNames(): Promise<ReadonlySet<string>> {
  const commands = await Promise.all(commandLeaves().map(({ load }) => load()));
  return new Set(commands.flatMap(({ options }) => Object.keys(options)));
}
