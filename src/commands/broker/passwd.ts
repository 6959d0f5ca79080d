import { existsSync } from 'node:fs';
import { userNameFault, withPassword } from '../../broker/password-file.ts';
import { hashPassword } from '../../broker/password-hash.ts';
import { command } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { usageFailure } from '../../failure.ts';
import { readTextFile, writePrivateFile } from '../../named-file.ts';
import { outputOptions, outputSettings } from '../../options/output.ts';
import { createScreen } from '../../sinks/screen/screen.ts';
import { escapeControl } from '../../text/escape.ts';
import { askPassword } from './ask-password.ts';

const { quiet, 'no-color': noColor, config, debug } = outputOptions;

export const brokerPasswd = command({
  describe:
    "Makes a user for broker --users, or changes the user's password, in a file of mosquitto's format. " +
    'Asks for the password on a terminal; otherwise the first line of stdin is the password.',
  options: { quiet, 'no-color': noColor, config, debug },
  examples: [
    ['broker passwd users.txt ann', 'asks twice, shows nothing'],
    ['broker passwd users.txt bob < password.txt', 'in a script'],
  ],
  run: async (settings, context, [file = '', user = '']) => {
    const fault = userNameFault(user);
    if (fault !== undefined) throw usageFailure(`'${user}' can't be the name of a user: ${fault}`);
    const before = existsSync(file) ? readTextFile('the users file', file) : '';
    withPassword(before, file, user, ''); // another kind of file is refused before anybody types
    const password = await askPassword(user, context);
    const after = withPassword(before, file, user, await hashPassword(password));
    writePrivateFile('the users file', file, after);
    const screen = createScreen(context, outputSettings({ ...settings, output: 'human', json: false }));
    screen.note(`${file}: user ${escapeControl(user)} has this password now`);
    return EXIT.done;
  },
});
