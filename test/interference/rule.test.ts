import { describe, expect, it } from 'vitest';
import { readInterferenceRule } from '../../src/interference/rule.ts';

const read = (text: string) => {
  const { intervention, ...rest } = readInterferenceRule(text);
  return { kind: intervention.kind, ...rest };
};

describe('an interference rule', () => {
  it.each([
    ['withhold:puback', { kind: 'withhold', packet: 'puback' }],
    ['withhold:puback:1', { kind: 'withhold', packet: 'puback', numbers: [[1, 1]] }],
    ['delay=5s:connack', { kind: 'delay', value: 5000, packet: 'connack' }],
    ['delay=200ms:any', { kind: 'delay', value: 200 }],
    ['delay:client-any', { kind: 'delay', from: 'client' }],
    ['duplicate:publish:10%', { kind: 'duplicate', packet: 'publish', share: 0.1 }],
    [
      'cut=3:broker-publish:2,4-6',
      {
        kind: 'cut',
        value: 3,
        packet: 'publish',
        from: 'broker',
        numbers: [
          [2, 2],
          [4, 6],
        ],
      },
    ],
    [
      'refuse=5:connect:1',
      { kind: 'refuse', value: 5, packet: 'connect', from: 'client', numbers: [[1, 1]] },
    ],
    ['restart=1m:publish:3', { kind: 'restart', value: 60_000, packet: 'publish', numbers: [[3, 3]] }],
    ['keep:connect', { kind: 'keep', packet: 'connect' }],
    ['forget:client-connect', { kind: 'forget', packet: 'connect', from: 'client' }],
  ])('reads %s', (text, rule) => {
    expect(read(text)).toEqual(rule);
  });

  it.each([
    ['', 'character 1: use withhold, delay, duplicate, cut, refuse, restart, keep or forget'],
    ['witheld:puback', 'character 1: use withhold, .*; did you mean withhold\\?'],
    ['withhold', 'write :PACKET behind it, as in withhold:publish:1'],
    ['withhold:', 'character 10: use connect, connack, .* or any'],
    ['withhold:pubak', 'character 10: use connect, .*; did you mean puback\\?'],
    ['withhold=1s:puback', 'character 10: withhold has no value; use withhold:PACKET'],
    ['delay=:puback', 'character 7: use a duration'],
    ['delay=2d:puback', 'character 7: use 1d or less'],
    ['cut=-1:publish', 'character 5: use 0 or more'],
    ['refuse:puback', 'character 8: use connect, subscribe, unsubscribe or publish'],
    ['refuse=256:connect', 'character 8: use 1 to 255'],
    ['refuse:broker-publish', 'character 8: refuse takes publish from the client only; use refuse:publish'],
    ['withhold:client-connack', 'character 10: withhold takes connack from the broker only'],
    ['withhold:client-', 'character 10: use connect'],
    ['keep:publish', 'character 6: use connect'],
    ['withhold:puback:0', 'character 17: use the numbers of packets, as 1 or 2,4-6, or a share such as 10%'],
    ['withhold:puback:', 'character 17: use the numbers'],
    ['withhold:puback:0%', 'character 17: use more than 0% and at most 100%'],
    ['withhold:puback:101%', 'character 17: use more than 0%'],
    ['withhold:puback:1:2', 'character 19: nothing follows; use KIND\\[=VALUE\\]:PACKET\\[:WHICH\\]'],
  ])('refuses %j with the place', (text, message) => {
    expect(() => read(text)).toThrow(new RegExp(`^${message}`));
  });
});
