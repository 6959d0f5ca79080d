import { usageFailure } from '../failure.ts';
import type { MqttVersion } from '../mqtt-protocol/version.ts';
import { readTextFile } from '../named-file.ts';
import { readText } from '../text/reader.ts';
import type { ParsedUrl } from './broker-url.ts';
import type { Settings } from './option.ts';
import { optional } from './values.ts';

export const credentialOptions = {
  username: optional({ group: 'Security', alias: 'u', takes: 'NAME', describe: 'user name' }, readText),
  password: {
    ...optional(
      {
        group: 'Security',
        alias: 'P',
        takes: 'PASSWORD',
        describe: 'password; better from the environment or a file',
      },
      readText,
    ),
    mask: () => '…',
  },
  'password-file': {
    ...optional(
      { group: 'Security', takes: 'FILE', describe: 'read the password from the first line of this file' },
      readText,
    ),
    holdsSecret: true,
  },
} as const;

export interface Credentials {
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** The options first, then the file, then the URL. Throws a usage failure for a password without a user. */
export function credentialsOf(
  options: Settings<typeof credentialOptions>,
  url: ParsedUrl | undefined,
  mqttVersion: MqttVersion,
): Credentials {
  const file = options['password-file'];
  const username = options.username ?? url?.username;
  const password =
    options.password ??
    (file === undefined ? url?.password : readTextFile('--password-file', file).split(/\r?\n/, 1)[0]);
  // [MQTT-3.1.2-22]: a password without a user name is not allowed in 3.x.
  if (password !== undefined && username === undefined && mqttVersion !== 5) {
    throw usageFailure('--password needs --username (MQTT 3.1.1 §3.1.2.9)');
  }
  return { username, password };
}
