import type { AnyCommand } from './command.ts';

/** A line of the command list: a command, loaded when it is used, or a group of commands, or both in one. */
export type CommandEntry = LeafEntry | GroupEntry | (LeafEntry & GroupEntry);

export interface LeafEntry {
  readonly name: string;
  /** The words after the name, in yargs' notation: `<filter> [topics..]`. */
  readonly positionals?: string;
  readonly summary: string;
  readonly load: () => Promise<AnyCommand>;
}

export interface GroupEntry {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly LeafEntry[];
}

/** A command with its whole name, such as `topics list`. */
export interface CommandLeaf extends LeafEntry {
  /** The further commands behind the same name. */
  readonly commands: readonly LeafEntry[];
}

/** Every command of a list, with its whole name. */
export function leavesOf(entries: readonly CommandEntry[]): readonly CommandLeaf[] {
  return entries.flatMap((entry) => {
    const commands = 'commands' in entry ? entry.commands : [];
    const inside = commands.map((leaf) => ({ ...leaf, name: `${entry.name} ${leaf.name}`, commands: [] }));
    return 'load' in entry ? [{ ...entry, commands }, ...inside] : inside;
  });
}

/** `building-sim topics match <filter> [topics..] [options]` */
export function usageOf({ name, positionals }: Pick<LeafEntry, 'name' | 'positionals'>): string {
  return ['building-sim', name, positionals, '[options]'].filter((word) => word !== undefined).join(' ');
}
