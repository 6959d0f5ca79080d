import { randomInt } from 'node:crypto';
import { hostAndPort } from '../../host-port.ts';

/** The accounts of a class, and the words on its hand-outs. */
export interface ClassPlan {
  /** Students, in order. */
  readonly students: readonly Account[];
  readonly teacher: Account;
  /** The students' topics are below PREFIX/USER. */
  readonly prefix: string;
  /** The broker's address for the students. */
  readonly host: string;
  readonly port: number;
}

export interface Account {
  readonly user: string;
  readonly password: string;
}

/** Without characters that look like others on paper. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 3;
const GROUP_LENGTH = 4;

/** `k3mp-x7tq-n9wd`: 59 random bits. */
export function randomPassword(): string {
  const group = () =>
    Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/** `s01`, `s02` … for a class of up to 99; `s001` … for a larger one. */
export function studentNames(count: number): string[] {
  const digits = Math.max(2, String(count).length);
  return Array.from({ length: count }, (_, n) => `s${String(n + 1).padStart(digits, '0')}`);
}

/** The file for `broker --acl`: a student has the topics below the student's name, the teacher has all. */
export function classRights({ prefix, teacher }: Pick<ClassPlan, 'prefix' | 'teacher'>): string {
  return [
    "# Each student writes and reads only the topics below the student's own name.",
    `pattern readwrite ${prefix}/%u/#`,
    '',
    '# The teacher writes and reads everything, and sees who is here: building-sim stats --clients',
    `user ${teacher.user}`,
    'topic readwrite #',
    'topic read $SYS/#',
    'topic read $SYS/broker/client-list',
    '',
  ].join('\n');
}

/** One strip a student, in Markdown, to be printed and cut apart. */
export function handOut(plan: ClassPlan): string {
  return plan.students
    .map((student) => strip(student, plan))
    .join('\n- - - - - - - - - - - - - - - - - - - - - - - - - - -\n\n');
}

function strip({ user, password }: Account, { prefix, host, port }: ClassPlan): string {
  const own = `${prefix}/${user}`;
  const to = `-h ${host}${port === 1883 ? '' : ` -p ${port}`} -u ${user} -P ${password}`;
  return [
    `## ${user}`,
    '',
    `Broker ${host}, port ${port}. User \`${user}\`, password \`${password}\`. Your topics begin with \`${own}/\`: all others are refused.`,
    '',
    `    building-sim publish ${to} --prefix ${own}`,
    `    building-sim alarm ${to} --prefix ${own}`,
    `    mosquitto_sub ${to} -t '${own}/#' -v`,
    `    mosquitto_pub ${to} -t ${own}/hello -m hi`,
    '',
    'Your own program, judged; the class sees how far you are:',
    '',
    `    building-sim check alarm --exec 'python3 alarm.py' --report-to mqtt://${hostAndPort(host, port)}/${own}/check -u ${user} -P ${password}`,
    '',
  ].join('\n');
}

/** The teacher's own page. */
export function teacherPage(
  { students, teacher, prefix, host, port }: ClassPlan,
  files: { readonly users: string; readonly rights: string; readonly password: string },
): string {
  const [users, rights, secret] = [files.users, files.rights, files.password].map(shellWord);
  const ports = port === 1883 ? '' : ` -p ${port}`;
  const as = `-h ${host}${ports} -u ${teacher.user} --password-file ${secret}`;
  return [
    `# A class of ${students.length}`,
    '',
    'Start the broker on this machine. It shows a line for each message:',
    '',
    `    building-sim broker --host 0.0.0.0${ports} --users ${users} --acl ${rights} -v`,
    '',
    'Who is here, and whose login failed:',
    '',
    `    building-sim stats --clients ${as}`,
    '',
    'The class live in a browser (second panel): buildings, checks of programs, other topics:',
    '',
    `    building-sim dashboard ${as} -t '${prefix}/#'`,
    '',
    'The alarms and all messages of the class:',
    '',
    `    building-sim alarm ${as} --prefix '${prefix}/+'`,
    `    building-sim watch ${as} -t '#'`,
    '',
    "A student's new password:",
    '',
    `    building-sim broker passwd ${users} ${students[0]?.user ?? ''}`,
    '',
  ].join('\n');
}

/** A path as one word of a shell. */
function shellWord(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
