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
pattern deny BUILDING/P_1/#
pattern deny to/eve
pattern read to/%u
pattern read to/everybody
`;

describe('an ACL file', () => {
  const { rightsOf, firstUserLine } = readTopicRights(FILE, 'acl');
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
    ['eve', 'read', 'to/eve', false],
    ['eve', 'read', 'to/everybody', true],
    ['#', 'read', 'to/everybody', false],
    ['+', 'write', 'from/ann/c1/x', false],
    ['#', 'read', 'to/ann', false],
    ['a/b', 'read', 'to/a/b', false],
  ])('%s may %s %s: %s', (username, access, topic, expected) => {
    expect(rightsOf({ clientId: 'c1', username })(access, topic)).toBe(expected);
  });

  it('tells the line of the first user', () => {
    expect(firstUserLine).toBe(6);
    expect(readTopicRights('topic a\npattern read to/%u\n', 'acl').firstUserLine).toBeUndefined();
  });

  it('takes the words of rights for topics where they stand alone', () => {
    const { rightsOf } = readTopicRights('topic deny\ntopic  write   out\r\n', 'acl');
    const may = rightsOf({ clientId: 'c', username: undefined });
    expect([may('read', 'deny'), may('write', 'out'), may('read', 'out')]).toEqual([true, true, false]);
  });

  it.each([
    ['topics read a', /acl, line 2: begin the line with user, topic or pattern/],
    ['Topic read a', /acl, line 2: begin the line/],
    ['topic\tread a', /acl, line 2: begin the line/],
    [' # indented', /acl, line 2: begin the line .* # for a comment/],
    ['user', /acl, line 2: the name of the user is missing/],
    ['topic', /acl, line 2: the topic filter is missing/],
    ['topic dney exam/#', /acl, line 2: 'dney' is no right: use read, write, readwrite or deny/],
    ['topic READ a', /acl, line 2: 'READ' is no right/],
    ['pattern raed %u', /acl, line 2: 'raed' is no right/],
    ['topic with space', /acl, line 2: 'with' is no right/],
    ['topic read a #c', /acl, line 2: # must stand alone/],
    ['topic read a/#/b', /acl, line 2: # must be the last level/],
    ['pattern write %u+', /acl, line 2: \+ must stand alone/],
  ])('is refused with the number of the line: %s', (line, message) => {
    expect(() => readTopicRights(`topic a\n${line}\n`, 'acl')).toThrow(message);
  });
});
