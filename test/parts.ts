import { execFileSync } from 'node:child_process';

/** Python that succeeds if a module is there, without the second that it takes to load Scapy. */
const hasModule = (name: string) => `import importlib.util as u; exit(u.find_spec('${name}') is None)`;

/** Debian packages for some tests, each with a command that succeeds if the package is installed. */
const PARTS = {
  'chromium-headless-shell': ['test', '-x', '/usr/bin/chromium-headless-shell'],
  mosquitto: ['mosquitto', '-h'],
  'mosquitto-clients': ['mosquitto_sub', '--help'],
  tmux: ['tmux', '-V'],
  tshark: ['tshark', '--version'],
  zsh: ['zsh', '--version'],
  fish: ['fish', '--version'],
  'rabbitmq-server': ['test', '-x', '/usr/lib/rabbitmq/bin/rabbitmq-server'],
  'python3-paho-mqtt': ['/usr/bin/python3', '-c', hasModule('paho.mqtt.client')],
  'python3-scapy': ['/usr/bin/python3', '-c', hasModule('scapy.contrib.mqttsn')],
} as const;

export type Part = keyof typeof PARTS;

/**
 * True if a part is missing, for `describe.skipIf(lacks('mosquitto'))`; names the missing parts on stderr. Throws in CI,
 * where no part may be missing.
 */
export function lacks(...parts: readonly Part[]): boolean {
  const missing = parts.filter((part) => !isInstalled(part));
  if (missing.length === 0) return false;
  if (process.env.CI) throw new Error(`CI must have ${missing.join(', ')}`);
  process.stderr.write(`skipped, for want of ${missing.join(', ')} (Debian packages)\n`);
  return true;
}

const known = new Map<Part, boolean>();

function isInstalled(part: Part): boolean {
  const answer = known.get(part) ?? runs(PARTS[part]);
  known.set(part, answer);
  return answer;
}

function runs([file, ...args]: readonly [string, ...string[]]): boolean {
  try {
    execFileSync(file, args, {
      stdio: 'ignore',
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    });
    return true;
  } catch (error) {
    // mosquitto -h exits with 1 or 3 after printing its help; only "no such file" means it is missing.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT' && file.startsWith('mosquitto');
  }
}
