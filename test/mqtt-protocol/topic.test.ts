import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  commonLevels,
  filterMatches,
  topicFilterFault,
  topicNameFault,
} from '../../src/mqtt-protocol/topic.ts';

describe('a topic filter', () => {
  // MQTT 3.1.1 §4.7.1.2, §4.7.1.3, §4.7.2 and §4.7.3: the examples of the specification itself.
  it.each([
    ['sport/tennis/player1/#', 'sport/tennis/player1', true],
    ['sport/tennis/player1/#', 'sport/tennis/player1/ranking', true],
    ['sport/tennis/player1/#', 'sport/tennis/player1/score/wimbledon', true],
    ['sport/#', 'sport', true],
    ['#', 'sport/tennis', true],
    ['sport/tennis/#', 'sport/tennis', true],
    ['sport/tennis/+', 'sport/tennis/player1', true],
    ['sport/tennis/+', 'sport/tennis/player2', true],
    ['sport/tennis/+', 'sport/tennis/player1/ranking', false],
    ['sport/+', 'sport', false],
    ['sport/+', 'sport/', true],
    ['+/tennis/#', 'sport/tennis/x/y', true],
    ['sport/+/player1', 'sport/tennis/player1', true],
    ['+/+', '/finance', true],
    ['/+', '/finance', true],
    ['+', '/finance', false],
    ['#', '$SYS/broker/uptime', false],
    ['+/monitor/Clients', '$SYS/monitor/Clients', false],
    ['$SYS/#', '$SYS/broker/uptime', true],
    ['$SYS/monitor/+', '$SYS/monitor/Clients', true],
    ['ACCOUNTS', 'Accounts', false],
    ['/finance', 'finance', false],
    ['a/b', 'a/b/', false],
    ['a//b', 'a//b', true],
    ['a/+/b', 'a//b', true],
    ['#', '/', true],
    ['+/#', '$SYS', false],
    ['a/$SYS/#', 'a/$SYS/x', true],
    ['a/+', 'a/$SYS', true],
    // MQTT 5.0 §4.8.2
    ['$share/consumer1/sport/tennis/+', 'sport/tennis/player1', true],
    ['$share/consumer1/sport/tennis/+', 'sport/tennis', false],
    ['$share/consumer2//finance', '/finance', true],
    ['$share/consumer2//finance', 'finance', false],
    ['$share/all/#', '$SYS/broker/uptime', false],
    ['$share/all/$SYS/#', '$SYS/broker/uptime', true],
  ])('%s matches %s: %s', (filter, topic, expected) => {
    expect(topicFilterFault(filter)).toBeUndefined();
    expect(topicNameFault(topic)).toBeUndefined();
    expect(filterMatches(filter, topic)).toBe(expected);
  });

  it.each([
    '',
    'sport/tennis#',
    'sport/tennis/#/ranking',
    'sport+',
    '+a',
    '#/',
    '##',
    'a\0b',
    'a\ud800',
    'x'.repeat(65_536),
    '$share/group',
    '$share/group/',
    '$share//a',
    '$share/+/a',
    '$share/#',
    '$share/gr#oup/a',
    '$share/group/a+',
  ])('is not valid: %j', (filter) => {
    expect(topicFilterFault(filter)).toEqual(expect.any(String));
  });

  it.each([
    '#',
    '+',
    '/',
    '//',
    '/#',
    '+/+/+',
    'a b',
    'ñ/溫',
    '$SYS/#',
    '$share/g/a',
    '$share/g//',
    '$share',
    'x'.repeat(65_535),
  ])('is valid: %j', (filter) => {
    expect(topicFilterFault(filter)).toBeUndefined();
  });

  it.each(['', '+', 'a/#', 'a+b', 'a\0', '\udc00'])('is not a name to publish to: %j', (topic) => {
    expect(topicNameFault(topic)).toEqual(expect.any(String));
  });

  const level = fc.constantFrom('', 'a', 'b', 'ab', '$a', 'TEMP');
  const topics = fc
    .array(level, { minLength: 1, maxLength: 5 })
    .map((levels) => levels.join('/'))
    .filter((topic) => topic !== '');
  const filters = fc
    .tuple(fc.array(fc.oneof(level, fc.constant('+')), { minLength: 0, maxLength: 5 }), fc.boolean())
    .map(([levels, tail]) => [...levels, ...(tail ? ['#'] : [])].join('/'))
    .filter((filter) => filter !== '');

  it('matches what a matcher of another make matches', () => {
    fc.assert(
      fc.property(filters, topics, (filter, topic) => {
        expect(topicFilterFault(filter)).toBeUndefined();
        expect(filterMatches(filter, topic)).toBe(matchesByRegExp(filter, topic));
      }),
      { numRuns: 2000 },
    );
  });

  it('matches itself, if it has no wildcard', () => {
    fc.assert(fc.property(topics, (topic) => filterMatches(topic, topic)));
  });
});

/** Another way to match: the filter as a regular expression. */
function matchesByRegExp(filter: string, topic: string): boolean {
  if (topic.startsWith('$') && /^[+#]/.test(filter)) return false;
  if (filter === '#') return true;
  const parts = filter.replace(/\/#$/, '\n').split('/');
  const source = parts
    .map((part) => part.replace(/[$]/g, '\\$&').replace(/^\+(\n?)$/, '[^/]*$1'))
    .join('/')
    .replace('\n', '(/.*)?');
  return new RegExp(`^${source}$`, 's').test(topic);
}

describe('the levels that filters have in common', () => {
  it.each([
    [['MIOT/#'], 1],
    [['MIOT/+/+/P_2/#'], 1],
    [['#'], 0],
    [['MIOT/jane/BUILDING/+/+/+/TEMP', 'MIOT/jane/BUILDING/+/+/+/HUM'], 3],
    [['MIOT/jane/BUILDING/P_1/N/1/TEMP', 'MIOT/joe/BUILDING/P_1/N/1/TEMP'], 1],
    [['A/#', 'B/#'], 0],
    [['$share/workers/MIOT/jane/#'], 2],
    [['a/b', 'a/b/c'], 2],
    [[], 0],
  ])('of %j are the first %d', (filters, count) => {
    expect(commonLevels(filters)).toBe(count);
  });
});
