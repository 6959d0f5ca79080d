import { existsSync, mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { hashPassword } from '../../broker/password-hash.ts';
import { command } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { usageFailure } from '../../failure.ts';
import { systemFault, writePrivateFile } from '../../named-file.ts';
import { forceOption } from '../../options/force.ts';
import { outputOptions, outputSettings } from '../../options/output.ts';
import { defaulted, optional } from '../../options/values.ts';
import { createScreen } from '../../sinks/screen/screen.ts';
import { ReadError, readInteger } from '../../text/reader.ts';
import {
  type ClassPlan,
  classRights,
  handOut,
  randomPassword,
  studentNames,
  teacherPage,
} from './class-files.ts';
import { lanAddresses } from './lan-addresses.ts';

const MAX_STUDENTS = 999;

/** Students type these words in a shell, and mosquitto reads them in the file of rights. */
function readTypedWord(text: string): string {
  if (/^[\w.:-]+(\/[\w.-]+)*$/.test(text)) return text;
  throw new ReadError('use letters, digits, - _ . and / between levels');
}

const { quiet, 'no-color': noColor, config, debug } = outputOptions;

export const brokerClass = command({
  describe:
    'Makes users, rights and hand-outs for a class. Each student writes and reads only the topics below PREFIX/USER, and the teacher ' +
    'all topics. Passwords are random, and only you can read the files.',
  options: {
    prefix: defaulted(
      {
        group: 'Server',
        takes: 'LEVELS',
        default: 'class',
        describe: "topic levels in front of the students' names",
      },
      readTypedWord,
    ),
    host: optional(
      {
        group: 'Server',
        alias: 'h',
        takes: 'HOST',
        shown: "this machine's address",
        describe: "the broker's address on the hand-outs",
      },
      readTypedWord,
    ),
    port: defaulted(
      {
        group: 'Server',
        alias: 'p',
        takes: 'PORT',
        default: '1883',
        describe: "the broker's port on the hand-outs",
      },
      readInteger(1, 65_535),
    ),
    force: { ...forceOption, describe: 'make new passwords for a class that is there already' },
    quiet,
    'no-color': noColor,
    config,
    debug,
  },
  examples: [
    ['broker class 25', 'the folder class: users.txt, rights.txt, hand-out.md and teacher.md'],
    [
      'broker class 25 monday --prefix MIOT --host 192.168.1.20',
      'topics such as MIOT/s07/BUILDING/P_1/N/1/TEMP',
    ],
  ],
  run: async (settings, context, [count = '', folder = 'class']) => {
    const plan = planOf(settings, studentsOf(count));
    const [users, rights, password, strips, page] = FILES.map((name) => join(folder, name)) as ClassPaths;
    const there = [users, rights, password, strips, page].find((path) => existsSync(path));
    if (there !== undefined && !settings.force) {
      throw usageFailure(
        `'${there}' is there already: name another folder, or make new passwords with --force`,
      );
    }
    makeFolder(folder);
    const lines = [...plan.students, plan.teacher].map(
      async (account) => `${account.user}:${await hashPassword(account.password)}\n`,
    );
    const texts = new Map([
      [users, (await Promise.all(lines)).join('')],
      [rights, classRights(plan)],
      [password, `${plan.teacher.password}\n`],
      [strips, handOut(plan)],
      [page, teacherPage(plan, { users, rights, password })],
    ]);
    const screen = createScreen(context, outputSettings({ ...settings, output: 'human', json: false }));
    for (const [path, text] of texts) {
      writePrivateFile('the class', path, text);
      screen.print(path);
    }
    screen.note(`${strips} has a strip for each student, ${page} the command lines for you`);
    screen.flush();
    return EXIT.done;
  },
});

const FILES = ['users.txt', 'rights.txt', 'teacher-password.txt', 'hand-out.md', 'teacher.md'];
type ClassPaths = [users: string, rights: string, password: string, strips: string, page: string];

function studentsOf(text: string): number {
  try {
    return readInteger(1, MAX_STUDENTS)(text);
  } catch (error) {
    throw error instanceof ReadError ? usageFailure(`'${text}' students: ${error.message}`) : error;
  }
}

interface ClassSettings {
  readonly prefix: string;
  readonly host: string | undefined;
  readonly port: number;
}

function planOf({ prefix, host, port }: ClassSettings, count: number): ClassPlan {
  return {
    students: studentNames(count).map((user) => ({ user, password: randomPassword() })),
    teacher: { user: 'teacher', password: randomPassword() },
    prefix,
    host: host ?? lanAddresses('0.0.0.0')[0] ?? hostname(),
    port,
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw usageFailure(`the folder '${folder}' can't be made: ${systemFault(cause)}`, { cause });
  }
}
