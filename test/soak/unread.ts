import { readFile } from 'node:fs/promises';

const ESTABLISHED = '01';

/** The number of sent but unread bytes at the clients of a port of 127.0.0.1, from Linux. */
export async function unreadBytes(port: number): Promise<number> {
  const rows = (await readFile('/proc/net/tcp', 'utf8')).split('\n').slice(1, -1);
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return rows.reduce((sum, row) => {
    const [, local = '', remote = '', state, queues = ''] = row.trim().split(/\s+/);
    const [sending = 0, received = 0] = queues.split(':').map((hex) => Number.parseInt(hex, 16));
    if (state !== ESTABLISHED) return sum;
    return sum + (local.endsWith(end) ? sending : 0) + (remote.endsWith(end) ? received : 0);
  }, 0);
}
