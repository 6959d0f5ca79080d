import { describe, expect, it } from 'vitest';
import { readPasswordFile, userNameFault, withPassword } from '../../src/broker/password-file.ts';
import { hashPassword } from '../../src/broker/password-hash.ts';

/** Written by mosquitto_passwd 2.0.11: ann's password is `secret`, bob's `p:x`. */
const ANN =
  'ann:$7$101$LO1G3QHxCAI5mHZk$6TH2NZQL7rKWCxkWdquUJYUKnKP5kRxVbD2CEojm2QnsAguNhrX8XrOamDfK8zUwQKT2xd7ZsDBkXytKf4gq+w==';
const BOB =
  'bob:$6$Lq8TtruapycwY8Oh$AjKOTURl7KCEWYbdDnJZdYk7UW3ikjGsepA0UxW0YCcnEl2UoQDzVzFjjSUl1YXMFnM+UirEUNUarWOWXSbU/Q==';

describe('a password file of mosquitto_passwd', () => {
  const check = readPasswordFile(`# the lab\n${ANN}\r\n\n${BOB}\n`, 'users');
  it.each([
    ['ann', 'secret', true],
    ['ann', 'Secret', false],
    ['ann', '', false],
    ['bob', 'p:x', true],
    ['bob', 'secret', false],
    ['eve', 'secret', false],
    ['__proto__', '', false],
  ])('%s with %s: %s', async (user, password, expected) => {
    expect(await check(user, Buffer.from(password))).toBe(expected);
  });

  it.each([
    ['no colon', 'ann', /users, line 2: use user:hash/],
    ['no name', ':$7$1$a$b', /users, line 2: use user:hash/],
    ['a plain password', 'eve:hunter2', /users, line 2: the password is not hashed/],
    ['another hash', 'eve:$2b$10$abc$def', /users, line 2: the password is not hashed/],
    ['no iterations', ANN.replace('ann:$7$101', 'eve:$7$0'), /line 2/],
    ['iterations without end', ANN.replace('ann:$7$101', 'eve:$7$99999999999'), /line 2/],
    ['a hash cut short', ANN.replace('ann', 'eve').slice(0, -10), /line 2/],
    ['somebody twice', ANN, /users, line 2: this user is there twice/],
  ])('is refused with the number of the line: %s', (_, line, message) => {
    expect(() => readPasswordFile(`${ANN}\n${line}\n`, 'users')).toThrow(message);
  });

  it('does not show a password that is not hashed', () => {
    expect(() => readPasswordFile('eve:hunter2', 'users')).not.toThrow(/hunter2/);
  });
});

describe('a new password', () => {
  it('takes the place of the old one, and leaves comments and others as they are', async () => {
    const text = withPassword(`# the lab\n${ANN}\n\n${BOB}\n`, 'users', 'ann', await hashPassword('new'));
    expect(text.split('\n')).toEqual(['# the lab', expect.stringMatching(/^ann:\$7\$1000\$/), '', BOB, '']);
    const check = readPasswordFile(text, 'users');
    expect(await check('ann', Buffer.from('new'))).toBe(true);
    expect(await check('ann', Buffer.from('secret'))).toBe(false);
  });

  it.each(['', ANN, `${ANN}\n`, `${ANN}\n\n`])('of another user comes behind %j', async (before) => {
    const text = withPassword(before, 'users', 'eve', await hashPassword('p'));
    expect(text).toMatch(/\neve:\S+\n$|^eve:\S+\n$/);
    expect(await readPasswordFile(text, 'users')('eve', Buffer.from('p'))).toBe(true);
  });

  it('has a salt of its own each time', async () => {
    expect(await hashPassword('p')).not.toBe(await hashPassword('p'));
  });

  it.each(['', 'a:b', '#a', 'a\nb', ' a', 'a'.repeat(65_536)])('is none for the name %j', (user) => {
    expect(userNameFault(user)).toBeDefined();
  });

  it('is one for any other name', () => {
    expect(userNameFault('Zoë O’Hara/3')).toBeUndefined();
  });
});
