import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InterferenceByRules } from '../../src/interference/by-rules.ts';
import { INTERVENTIONS } from '../../src/interference/list.ts';
import { readInterferenceRule } from '../../src/interference/rule.ts';
import type { Fate, Passing } from '../../src/trace/interference.ts';
import { dissect } from '../../src/trace/mqtt/dissect.ts';
import type { Sender } from '../../src/trace/packet.ts';

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

function passing(from: Sender, hex: string, level = 4): Passing {
  return { connection: 1, from, packet: dissect(bytesOf(hex), level), level };
}

const NEVER = () => {
  throw new Error('nothing is random here');
};
const by = (...rules: string[]) => new InterferenceByRules(rules.map(readInterferenceRule), NEVER);

const PUBACK = passing('broker', '4002 0001');
const CONNECT = '100d 0004 4d515454 04 02 003c 0001 61';
const CONNECT_KEPT = '100d 0004 4d515454 04 00 003c 0001 61';
const SUBSCRIBE = '8210 0007 0003 612f62 01 0005 632f642f65 02';

describe('interference by rules', () => {
  it('counts the packets of its type over all connections', () => {
    const interference = by('withhold:puback:2,4-5');
    const fates = [1, 2, 3, 4, 5, 6].map((connection) => {
      interference.fateOf(passing('broker', '20020000'));
      return interference.fateOf({ ...PUBACK, connection })?.words;
    });
    expect(fates).toEqual([undefined, 'withheld', undefined, 'withheld', 'withheld', undefined]);
  });

  it('lets the first rule decide that picks a packet, and counts for all', () => {
    const interference = by('withhold:puback:2', 'duplicate:any:2-3');
    expect([1, 2, 3, 4].map(() => interference.fateOf(PUBACK)?.words)).toEqual([
      undefined,
      'withheld',
      'sent twice',
      undefined,
    ]);
  });

  it('tells the directions apart', () => {
    const interference = by('withhold:broker-publish');
    const hex = '3007 0003 612f62 7878';
    expect(interference.fateOf(passing('client', hex))).toBeUndefined();
    expect(interference.fateOf(passing('broker', hex))).toEqual({ words: 'withheld' });
  });

  it('takes a share by chance, which gets the number of the rule and of the packet', () => {
    const asked: string[] = [];
    const chance = (rule: number, count: number) => {
      asked.push(`${rule} ${count}`);
      return count / 4;
    };
    const rules = ['withhold:pingreq', 'withhold:puback:50%'].map(readInterferenceRule);
    const interference = new InterferenceByRules(rules, chance);
    expect([1, 2, 3].map(() => interference.fateOf(PUBACK) !== undefined)).toEqual([true, false, false]);
    expect(asked).toEqual(['1 1', '1 2', '1 3']);
  });

  it('takes further rules, which count from then on, and forgets all', () => {
    const interference = by();
    interference.fateOf(PUBACK);
    interference.add(readInterferenceRule('withhold:puback:1'));
    expect(interference.fateOf(PUBACK)).toBeDefined();
    interference.clear();
    expect(interference.fateOf(PUBACK)).toBeUndefined();
  });
});

it.each(INTERVENTIONS)('$kind has a row in docs/trace.md', ({ kind, value }) => {
  const name = value === undefined ? kind : `${kind}=${value.takes}`;
  expect(readFileSync('docs/trace.md', 'utf8')).toMatch(new RegExp(`^\\| \`${name}\` +\\|`, 'm'));
});

describe('a fate', () => {
  const fateOf = (rule: string, packet: Passing): Fate | undefined => by(rule).fateOf(packet);
  const hexOf = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex');

  it.each([
    ['delay=2s:puback', PUBACK, { words: 'delayed 2000 ms', waitMs: 2000, passes: '40020001' }],
    ['duplicate:puback', PUBACK, { words: 'sent twice', passes: '4002000140020001' }],
    [
      'duplicate:publish',
      passing('client', '3206 0001 61 0001 78'),
      { words: 'sent twice', passes: '3206000161000178' + '3a06000161000178' },
    ],
    [
      'duplicate:publish',
      passing('client', '3004 0001 61 78'),
      { words: 'sent twice', passes: '300400016178'.repeat(2) },
    ],
    ['cut:puback', PUBACK, { words: 'cut after 2 of 4 bytes', passes: '4002', afterwards: 'close' }],
    ['cut=9:puback', PUBACK, { words: 'cut after 4 of 4 bytes', passes: '40020001', afterwards: 'close' }],
    [
      'restart:puback',
      PUBACK,
      { words: 'lost, the broker restarts, back in 2000 ms', afterwards: 'restart', downMs: 2000 },
    ],
    [
      'refuse:connect',
      passing('client', CONNECT),
      { words: 'refused with code 3', answers: '20020003', afterwards: 'close' },
    ],
    [
      'refuse=5:connect',
      passing('client', CONNECT),
      { words: 'refused with code 5', answers: '20020005', afterwards: 'close' },
    ],
    [
      'refuse:connect',
      passing('client', CONNECT, 5),
      { words: 'refused with code 136', answers: '2003008800', afterwards: 'close' },
    ],
    [
      'refuse:subscribe',
      passing('client', SUBSCRIBE),
      { words: 'refused with code 128', answers: '900400078080' },
    ],
    [
      'refuse:subscribe',
      passing('client', '8209 0007 00 0003 612f62 01', 5),
      { words: 'refused with code 135', answers: '900400070087' },
    ],
    [
      'refuse:subscribe',
      passing('client', SUBSCRIBE, 3),
      { words: 'refused, the connection is closed', afterwards: 'close' },
    ],
    [
      'refuse:unsubscribe',
      passing('client', 'a207 0007 0003 612f62'),
      { words: 'refused, the connection is closed', afterwards: 'close' },
    ],
    [
      'refuse:unsubscribe',
      passing('client', 'a208 0007 00 0003 612f62', 5),
      { words: 'refused with code 135', answers: 'b00400070087' },
    ],
    [
      'refuse:publish',
      passing('client', '3206 0001 61 0001 78'),
      { words: 'refused, the connection is closed', afterwards: 'close' },
    ],
    [
      'refuse:publish',
      passing('client', '3207 0001 61 0001 00 78', 5),
      { words: 'refused with code 135', answers: '4003000187' },
    ],
    [
      'refuse:publish',
      passing('client', '3407 0001 61 0001 00 78', 5),
      { words: 'refused with code 135', answers: '5003000187' },
    ],
    [
      'refuse=151:publish',
      passing('client', '3005 0001 61 00 78', 5),
      { words: 'refused with code 151', answers: 'e00197', afterwards: 'close' },
    ],
    [
      'forget:connect',
      passing('client', CONNECT_KEPT),
      { words: 'kept session turned into a clean one', passes: CONNECT.replaceAll(' ', '') },
    ],
    [
      'keep:connect',
      passing('client', CONNECT),
      { words: 'clean session turned into a kept one', passes: CONNECT_KEPT.replaceAll(' ', '') },
    ],
    [
      'keep:connect',
      passing('client', '100e 0004 4d515454 05 02 003c 00 0001 61', 5),
      {
        words: 'clean session turned into a kept one',
        passes: '1013 0004 4d515454 05 00 003c 05 1100000e10 0001 61'.replaceAll(' ', ''),
      },
    ],
    [
      'keep:connect',
      passing('client', '1013 0004 4d515454 05 02 003c 05 1100000005 0001 61', 5),
      {
        words: 'clean session turned into a kept one',
        passes: '1013 0004 4d515454 05 00 003c 05 1100000005 0001 61'.replaceAll(' ', ''),
      },
    ],
  ])('of %s', (rule, packet, expected) => {
    const fate = fateOf(rule, packet);
    expect({
      ...fate,
      ...(fate?.passes && { passes: hexOf(fate.passes) }),
      ...(fate?.answers && { answers: hexOf(fate.answers) }),
    }).toEqual(expected);
  });

  it.each([
    ['keep:connect', CONNECT_KEPT],
    ['forget:connect', CONNECT],
    ['keep:connect', '100c 0004 4d515454 04 02 003c 0000'],
  ])('of %s is none where nothing changes', (rule, connect) => {
    expect(fateOf(rule, passing('client', connect))).toBeUndefined();
  });

  it('changes no bytes of the packet itself', () => {
    const connect = passing('client', CONNECT);
    by('keep:connect').fateOf(connect);
    const publish = passing('client', '3206 0001 61 0001 78');
    by('duplicate:publish').fateOf(publish);
    expect(connect.packet.bytes).toEqual(bytesOf(CONNECT));
    expect(publish.packet.bytes).toEqual(bytesOf('3206 0001 61 0001 78'));
  });

  it.each(INTERVENTIONS)(
    'of $kind survives a malformed packet',
    ({ fateOf: decide, packets = ['publish'] }) => {
      for (const name of packets)
        for (const hex of ['1000', '10020004', '8200', '3200', '820200', 'a201ff'])
          for (const level of [undefined, 3, 4, 5]) {
            const packet = { ...dissect(bytesOf(hex), level), name };
            expect(() => decide({ connection: 1, from: 'client', packet, level }, undefined)).not.toThrow();
          }
    },
  );
});
