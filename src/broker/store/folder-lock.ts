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
/** Two brokers that start at the same moment may both give way; they begin again after different waits. */
const ATTEMPTS = 8;
const ANSWER_MS = 500;
/** The shortest that a system allows is 104 bytes, on macOS. */
const MAX_SOCKET_PATH_BYTES = 100;

/**
 * Makes the folder where there is none, and this process its only user. The lock is a Unix socket in the folder on which
 * this process listens: the kernel ends that with the process, however it ends, and sockets are found across containers
 * that share the folder. Throws a usage failure where another broker uses the folder, or the folder can't be used.
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

/** One level after the other: Node's `recursive` never ends where none can be made, as below /proc. */
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
 * Each broker listens on a socket of its own first, and looks for others then: of two brokers the later to look sees the
 * earlier. A socket without a process refuses connections, and is removed. A broker whose own socket was removed, in the
 * moment between its making and its listening, begins again; so does a broker that sees another.
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

/** The path of a socket has room for about a hundred bytes: a longer folder is reached by a link. */
async function shortPath(real: string): Promise<{ readonly path: string; remove(): Promise<void> }> {
  if (Buffer.byteLength(join(real, 'lock-123456789abc')) <= MAX_SOCKET_PATH_BYTES) {
    return { path: real, remove: async () => {} };
  }
  const folder = await mkdtemp(join(tmpdir(), 'bsim-'));
  await symlink(real, join(folder, 'f'));
  return { path: join(folder, 'f'), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The process id of another broker that listens, as text that is empty where the broker doesn't say it. */
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

/** Any other error, such as one of rights, leaves open whether somebody listens. */
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
