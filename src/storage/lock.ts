import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface Lock {
  release(): Promise<void>;
}

export interface LockPlace {
  /** The real path of the folder with the lock, without symbolic links. */
  readonly folder: string;
  /** One process at a time holds the lock of this name. At most 60 bytes. */
  readonly name: string;
}

/** Two processes may start at the same moment and both give way. Each tries again after a random wait. */
const ATTEMPTS = 8;
const ANSWER_MS = 500;
/** macOS allows 104 bytes, Linux 108. */
const MAX_SOCKET_PATH_BYTES = 100;

/**
 * Makes this process the only holder of a lock. The lock is a Unix socket `name-<random>` in the folder. The process
 * listens on the socket, and the kernel closes the socket with the process, even after SIGKILL. Containers with the same
 * folder see the same socket. If another process holds the lock, throws the error that `refuse` makes from
 * `, process ID`, or from an empty text for an unknown process. Throws system errors of the folder.
 */
export function takeLock(place: LockPlace, refuse: (holder: string) => Error): Promise<Lock> {
  return process.platform === 'win32' ? takePipe(place, refuse) : takeSocket(place, refuse);
}

/** The name of a pipe belongs to one process at a time. */
async function takePipe({ folder, name }: LockPlace, refuse: (holder: string) => Error): Promise<Lock> {
  try {
    const hash = createHash('sha256').update(join(folder, name)).digest('hex');
    const server = await listen(`\\\\.\\pipe\\building-sim-${hash}`);
    return { release: () => closed(server) };
  } catch (cause) {
    throw codeOf(cause) === 'EADDRINUSE' ? refuse('') : cause;
  }
}

/**
 * Each process first listens on its own socket, then looks for others: of two processes, the later to look sees the
 * earlier. A socket without a process refuses connections and is removed. Between bind(2) and listen(2) a live socket
 * refuses as well and may be removed by mistake; its process notices and tries again. A process also tries again after
 * seeing another.
 */
async function takeSocket({ folder, name }: LockPlace, refuse: (holder: string) => Error): Promise<Lock> {
  const short = await shortPath(folder, name);
  try {
    for (let attempt = 1; ; attempt++) {
      const own = `${name}-${randomBytes(6).toString('hex')}`;
      const others = async () =>
        (await readdir(folder)).filter((each) => each !== own && isSocketOf(name, each));
      const server = await listen(join(short.path, own));
      const release = async () => {
        await closed(server);
        await rm(join(folder, own), { force: true });
      };
      const { holder, dead } = await askAll(short.path, await others());
      if (holder === undefined) {
        for (const each of dead) await rm(join(folder, each), { force: true });
        if ((await readdir(folder)).includes(own)) return { release };
      }
      await release();
      if (holder !== undefined && attempt === ATTEMPTS) {
        throw refuse(holder === '' ? '' : `, process ${holder}`);
      }
      await wait(Math.random() * 50 * attempt);
    }
  } finally {
    await short.remove();
  }
}

function isSocketOf(name: string, entry: string): boolean {
  return entry.startsWith(`${name}-`) && /^[0-9a-f]{12}$/.test(entry.slice(name.length + 1));
}

/** The path of a socket has room for about a hundred bytes. A longer folder is reached by a short symbolic link. */
async function shortPath(
  folder: string,
  name: string,
): Promise<{ readonly path: string; remove(): Promise<void> }> {
  if (Buffer.byteLength(join(folder, `${name}-123456789abc`)) <= MAX_SOCKET_PATH_BYTES) {
    return { path: folder, remove: async () => {} };
  }
  const made = await mkdtemp(join(tmpdir(), 'bsim-'));
  await symlink(folder, join(made, 'f'));
  return { path: join(made, 'f'), remove: () => rm(made, { recursive: true, force: true }) };
}

/** The process id of a live holder, an empty text if it gives none; or the sockets without a process. */
async function askAll(
  folder: string,
  names: readonly string[],
): Promise<{ readonly holder?: string; readonly dead: readonly string[] }> {
  const dead: string[] = [];
  for (const name of names) {
    const answer = await ask(join(folder, name));
    if (answer !== undefined) return { holder: answer, dead };
    dead.push(name);
  }
  return { dead };
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

/** Any other error, missing rights for example, is no proof of a dead process. */
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

function codeOf(cause: unknown): unknown {
  return cause instanceof Error && 'code' in cause ? cause.code : undefined;
}
