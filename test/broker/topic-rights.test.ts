import { describe, expect, it } from 'vitest';
import { type Access, readTopicRights } from '../../src/broker/topic-rights.ts';

const FILE = `
# anybody
topic read BUILDING/#
topic deny BUILDING/P_2/#

user ann
topic BUILDING/P_1/+/+/TEMP
topic write out box
topic readwrite with space/#

user bob
topic read #
topic deny secret/#
pattern write from/%u/%c/#
pattern read to/%u
`;

describe('an ACL file', () => {
  const rightsOf = readTopicRights(FILE, 'acl');
  it.each<[string | undefined, Access, string, boolean]>([
    [undefined, 'read', 'BUILDING/P_1/N/1/TEMP', true],
    [undefined, 'read', 'BUILDING', true],
    [undefined, 'write', 'BUILDING/P_1/N/1/TEMP', false],
    [undefined, 'read', 'BUILDING/P_2/N/1/TEMP', false],
    [undefined, 'read', 'other', false],
    [undefined, 'read', 'to/undefined', false],
    ['ann', 'read', 'BUILDING/P_1/N/1/TEMP', true],
    ['ann', 'write', 'BUILDING/P_1/N/1/TEMP', true],
    ['ann', 'read', 'BUILDING/P_1/N/1/HUM', false],
    ['ann', 'write', 'out box', true],
    ['ann', 'read', 'out box', false],
    ['ann', 'write', 'with space/x', true],
    ['ann', 'write', 'from/ann/c1/x', true],
    ['ann', 'write', 'from/bob/c1/x', false],
    ['ann', 'read', 'to/ann', true],
    ['bob', 'read', 'anything', true],
    ['bob', 'read', 'secret/x', false],
    ['bob', 'read', '$SYS/broker/uptime', false],
    ['bob', 'write', 'anything', false],
    ['nobody', 'read', 'BUILDING/P_1/N/1/TEMP', false],
    ['+', 'write', 'from/ann/c1/x', false],
    ['#', 'read', 'to/ann', false],
    ['a/b', 'read', 'to/a/b', false],
  ])('%s may %s %s: %s', (username, access, topic, expected) => {
    expect(rightsOf({ clientId: 'c1', username })(access, topic)).toBe(expected);
  });

  it.each([
    ['topics read a', /acl, line 2: use user, topic or pattern/],
    ['user', /acl, line 2: use user NAME/],
    ['topic', /acl, line 2: a topic filter is missing/],
    ['topic read a/#/b', /acl, line 2: # must be the last level/],
    ['pattern write %u+', /acl, line 2: \+ must stand alone/],
  ])('is refused with the number of the line: %s', (line, message) => {
    expect(() => readTopicRights(`topic a\n${line}\n`, 'acl')).toThrow(message);
  });
});
