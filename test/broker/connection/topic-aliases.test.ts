import { describe, expect, it } from 'vitest';
import { TopicAliases } from '../../../src/broker/connection/topic-aliases.ts';

const faultOf = (reasonCode: number) => expect.objectContaining({ name: 'PacketFault', reasonCode });

describe('topic aliases (MQTT 5 §3.3.2.3.4)', () => {
  it('stand for the topic that they were last sent with', () => {
    const aliases = new TopicAliases(0);
    expect(aliases.resolve(1, 'a')).toBe('a');
    expect(aliases.resolve(1, '')).toBe('a');
    expect(aliases.resolve(1, 'b')).toBe('b');
    expect(aliases.resolve(1, '')).toBe('b');
  });

  it('are refused where they are not known or too large [MQTT-3.3.2-9]', () => {
    const aliases = new TopicAliases(0);
    expect(() => aliases.resolve(1, '')).toThrow(faultOf(0x82));
    expect(() => aliases.resolve(101, 'a')).toThrow(faultOf(0x94));
  });

  it('are used as far as the client takes them [MQTT-3.1.2-26], once it was told of them', () => {
    const aliases = new TopicAliases(1);
    expect(aliases.aliasOf('a')).toEqual({ alias: 1, isKnown: false });
    aliases.told('a', 1);
    expect(aliases.aliasOf('a')).toEqual({ alias: 1, isKnown: true });
    expect(aliases.aliasOf('b')).toEqual({ alias: 0, isKnown: false });
  });
});
