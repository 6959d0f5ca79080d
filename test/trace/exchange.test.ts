import { describe, expect, it } from 'vitest';
import { ExchangeTracker } from '../../src/trace/exchange.ts';
import { conversation } from './conversation.ts';

function roles(lines: readonly string[], level = 4): string[] {
  const exchanges = new ExchangeTracker();
  return conversation(lines, 1, level).map((event) => {
    const { role, exchange } = exchanges.step(event);
    return exchange === undefined ? role : `${role} ${exchange.opener}@${exchange.openedAt}`;
  });
}

describe('exchanges', () => {
  it('join request and answer', () => {
    expect(
      roles([
        '> 100d00044d5154540400000001 78',
        '< 20020000',
        '> 8206 0001 0001 61 00',
        '< 9003 0001 00',
        '> c000',
        '< d000',
        '> e000',
      ]),
    ).toEqual([
      'opens connect@0',
      'closes connect@0',
      'opens subscribe@2',
      'closes subscribe@2',
      'opens pingreq@4',
      'closes pingreq@4',
      'alone',
    ]);
  });

  it('join the four packets of QoS 2 while another message goes on', () => {
    expect(
      roles([
        '> 3405 0001 61 0001',
        '> 3205 0001 61 0002',
        '< 5002 0001',
        '< 4002 0002',
        '> 6202 0001',
        '< 7002 0001',
      ]),
    ).toEqual([
      'opens publish@0',
      'opens publish@1',
      'continues publish@0',
      'closes publish@1',
      'continues publish@0',
      'closes publish@0',
    ]);
  });

  it('tell apart equal packet ids of the two sides', () => {
    expect(roles(['> 3205 0001 61 0001', '< 3205 0001 61 0001', '> 4002 0001', '< 4002 0001'])).toEqual([
      'opens publish@0',
      'opens publish@1',
      'closes publish@1',
      'closes publish@0',
    ]);
  });

  it('go on where a PUBLISH is sent again', () => {
    expect(roles(['> 3205 0001 61 0001', '> 3a05 0001 61 0001', '< 4002 0001'])).toEqual([
      'opens publish@0',
      'continues publish@0',
      'closes publish@0',
    ]);
  });

  it('end with a PUBREC that refuses', () => {
    expect(roles(['> 3406 0001 61 0001 00', '< 5003 0001 87', '< 7002 0001'], 5)).toEqual([
      'opens publish@0',
      'closes publish@0',
      'alone',
    ]);
  });

  it('leave QoS 0 and answers to nothing alone', () => {
    expect(roles(['> 3003 0001 61', '< 4002 0001', '< 9003 0001 00'])).toEqual(['alone', 'alone', 'alone']);
  });

  it('are forgotten with their connection', () => {
    const exchanges = new ExchangeTracker();
    const [publish, puback] = conversation(['> 3205 0001 61 0001', '< 4002 0001']);
    if (publish === undefined || puback === undefined) throw new Error('two events');
    exchanges.step(publish);
    exchanges.forget(1);
    expect(exchanges.step(puback).role).toBe('alone');
  });
});
