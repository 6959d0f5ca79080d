import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, realpath, rm, symlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { usageFailure } from '../../failure.ts';
import { systemFault } from '../../named-file.ts';

export interface FolderLock {
  release(): Promise<void>;
}

const NAME = /^lock-[0-9a-f]{12}$/;
/** Two brokers may start at the same moment and both give way. Each tries again after a random wait. */
const ATTEMPTS = 8;
const ANSWER_MS = 500;
/** macOS allows 104 bytes, Linux 108. */
const MAX_SOCKET_PATH_BYTES = 100;

/**
 * Makes the folder if necessary, and this process its only user. The lock is a Unix socket in the folder. The process
 * listens on the socket, and the kernel closes the socket with the process, even after SIGKILL. Containers with the same
 * folder see the same socket. Throws a usage failure if another broker uses the folder, or the folder can't be used.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  try {
    await makeFolder(folder);
    const real = await realpath(folder);
    return process.platform === 'win32' ? await lockByPipe(folder, real) : await lockBySocket(folder, real);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    throw usageFailure(`the folder ${folder} can't be used: ${systemFault(cause)}`, { cause });
  }
}

/** One level after the other: Node's `recursive` never ends below /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return;
    if (codeOf(cause) !== 'ENOENT' || dirname(folder) === folder) throw cause;
    await makeFolder(dirname(folder));
    await mkdir(folder);
  }
}

/** The name of a pipe belongs to one process at a time. */
async function lockByPipe(folder: string, real: string): Promise<FolderLock> {
  try {
    const server = await listen(`\\\\.\\pipe\\building-sim-${Buffer.from(real).toString('base64url')}`);
    return { release: () => closed(server) };
  } catch (cause) {
    throw codeOf(cause) === 'EADDRINUSE' ? usedFailure(folder, '') : cause;
  }
}

/**
 * Each broker first listens on its own socket, then looks for others: of two brokers, the later to look sees the
 * earlier. A socket without a process refuses connections and is removed. Between bind(2) and listen(2) a live socket
 * refuses as well and may be removed by mistake; its broker notices and tries again. A broker also tries again after
 * seeing another.
 */
async function lockBySocket(folder: string, real: string): Promise<FolderLock> {
  const short = await shortPath(real);
  try {
    for (let attempt = 1; ; attempt++) {
      const name = `lock-${randomBytes(6).toString('hex')}`;
      const server = await listen(join(short.path, name));
      const release = async () => {
        await closed(server);
        await rm(join(real, name), { force: true });
      };
      const holder = await otherHolder(real, short.path, name);
      if (holder === undefined) {
        await removeDead(real, short.path, name);
        if ((await readdir(real)).includes(name)) return { release };
      }
      await release();
      if (holder !== undefined && attempt === ATTEMPTS) throw usedFailure(folder, holder);
      await wait(Math.random() * 50 * attempt);
    }
  } finally {
    await short.remove();
  }
}

/** The path of a socket has room for about a hundred bytes. A longer folder is reached by a short symbolic link. */
async function shortPath(real: string): Promise<{ readonly path: string; remove(): Promise<void> }> {
  if (Buffer.byteLength(join(real, 'lock-123456789abc')) <= MAX_SOCKET_PATH_BYTES) {
    return { path: real, remove: async () => {} };
  }
  const folder = await mkdtemp(join(tmpdir(), 'bsim-'));
  await symlink(real, join(folder, 'f'));
  return { path: join(folder, 'f'), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The process id of another listening broker; an empty text if the broker gives none. */
async function otherHolder(real: string, short: string, own: string): Promise<string | undefined> {
  for (const name of await readdir(real)) {
    if (name === own || !NAME.test(name)) continue;
    const answer = await ask(join(short, name));
    if (answer !== undefined) return answer;
  }
  return undefined;
}

async function removeDead(real: string, short: string, own: string): Promise<void> {
  for (const name of await readdir(real)) {
    if (name === own || !NAME.test(name) || (await ask(join(short, name))) !== undefined) continue;
    await rm(join(real, name), { force: true });
  }
}

/** Undefined where no process listens on the socket. */
function ask(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(path)
      .setEncoding('utf8')
      .setTimeout(ANSWER_MS, () => socket.destroy())
      .on('data', (text) => {
        answer += text;
      })
      .on('error', (error) => resolve(isNobody(error) ? undefined : ''))
      .on('close', () => resolve(answer));
  });
}

/** Any other error, missing rights for example, is no proof of a dead broker. */
function isNobody(error: Error): boolean {
  return codeOf(error) === 'ECONNREFUSED' || codeOf(error) === 'ENOENT';
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.on('error', () => {}).end(String(process.pid)));
    server.once('error', reject);
    server.listen({ path }, () => resolve(server));
    server.unref();
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function usedFailure(folder: string, processId: string): Error {
  const who = processId === '' ? '' : `, process ${processId}`;
  return usageFailure(`the folder ${folder} is used by another broker${who}`);
}

function codeOf(cause: unknown): unknown {
  return cause instanceof Error && 'code' in cause ? cause.code : undefined;
}
