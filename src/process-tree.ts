import { readdirSync, readFileSync } from 'node:fs';

/** A started command. The commands that it starts inherit `mark` in their environment. */
export interface ProcessTree {
  readonly pid: number;
  readonly mark: string;
}

/** The variable of the environment with the mark. */
export const MARK_VARIABLE = '_BSIM_COMMAND';
/** A process may fork while its tree is being killed. */
const MAX_ROUNDS = 5;

/**
 * Kills commands with all their processes. Each command must lead a process group, but on Windows. On Linux this reaches
 * processes that left the group (setsid) too: they descend from the command or have its mark. On other systems it
 * reaches the group alone; on Windows the descendants, by taskkill.
 */
export function killTrees(trees: readonly ProcessTree[]): void {
  if (process.platform === 'win32') {
    for (const { pid } of trees) taskkill(pid);
    return;
  }
  const marks = trees.map(({ mark }) => `${MARK_VARIABLE}=${mark}\0`);
  const escaped = process.platform === 'linux' ? processesOf(trees, marks) : [];
  for (const pid of [...trees.map((tree) => -tree.pid), ...escaped]) kill(pid);
  for (let round = 1; round < MAX_ROUNDS && escaped.length > 0; round++) {
    const late = processesOf([], marks);
    if (late.length === 0) break;
    for (const pid of late) kill(pid);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has just ended
  }
}

function taskkill(pid: number): void {
  const { spawn } = process.getBuiltinModule('node:child_process');
  spawn('taskkill', ['/T', '/F', '/PID', String(pid)], { stdio: 'ignore', windowsHide: true }).on(
    'error',
    () => {},
  );
}

/** The descendants of these commands, and the processes with these marks. */
function processesOf(trees: readonly ProcessTree[], marks: readonly string[]): readonly number[] {
  const parentOf = new Map<number, number>();
  const found = new Set<number>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!(pid > 0) || pid === process.pid) continue;
    // The name of a program stands in brackets and may hold anything. The parent is the second field behind it.
    const stat = textOf(`/proc/${pid}/stat`);
    parentOf.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 1).split(' ')[2]));
    const environment = textOf(`/proc/${pid}/environ`);
    if (marks.some((mark) => environment.includes(mark))) found.add(pid);
  }
  const roots = new Set(trees.map(({ pid }) => pid));
  for (const pid of parentOf.keys()) {
    if (descends(pid, roots, parentOf)) found.add(pid);
  }
  return [...found];
}

function descends(pid: number, roots: ReadonlySet<number>, parentOf: ReadonlyMap<number, number>): boolean {
  for (let each = parentOf.get(pid), depth = 0; each !== undefined && depth < parentOf.size; depth++) {
    if (roots.has(each)) return true;
    each = parentOf.get(each);
  }
  return false;
}

/** Empty for a process that has ended, or is another user's. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
