import { readdirSync } from 'node:fs';
import { readBounded } from '../../bounded-file.ts';
import { usageFailure } from '../../failure.ts';

/** For standard streams, files, the event loop, and what else opens meanwhile. */
const RESERVE = 40;
/** Few clients fit everywhere, and the question costs time. */
const MANY = 150;

/**
 * Throws a usage failure if a process may not open a file descriptor for each client. `each`: descriptors a client, two
 * if this process runs the broker, too.
 */
export function assertDescriptorsFor(level: string, clients: number, each: 1 | 2): void {
  if (clients < MANY) return;
  const needed = clients * each + openDescriptors() + RESERVE;
  const limit = descriptorLimit();
  if (needed <= limit) return;
  throw usageFailure(
    `--clients ${level}: ${clients} clients need ${needed} file descriptors, and this process may open ${limit}: raise the limit (ulimit -Hn), select less, or share them out (--shard)`,
  );
}

/** Node raises the soft limit to the hard limit at its start. */
function descriptorLimit(): number {
  try {
    const limits = readBounded('/proc/self/limits').toString('latin1');
    return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  } catch {
    return limitOfReport();
  }
}

function limitOfReport(): number {
  const { userLimits } = process.report.getReport() as unknown as {
    readonly userLimits?: { readonly open_files?: { readonly soft?: number | string } };
  };
  const soft = Number(userLimits?.open_files?.soft);
  return Number.isNaN(soft) ? Number.POSITIVE_INFINITY : soft;
}

function openDescriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return RESERVE;
  }
}
