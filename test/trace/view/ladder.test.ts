import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../../src/text/width.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { ExchangeTracker } from '../../../src/trace/exchange.ts';
import { Ladder } from '../../../src/trace/view/ladder.ts';
import { conversation } from '../conversation.ts';
import { decodeAsText, plainStyle } from '../plain-style.ts';

function draw(events: readonly TraceEvent[], columns?: number): string[] {
  const ladder = new Ladder(plainStyle, decodeAsText, columns);
  const exchanges = new ExchangeTracker();
  return events.flatMap((event) =>
    ladder.draw(event, event.kind === 'seen' ? exchanges.step(event) : { role: 'alone' }),
  );
}

describe('the ladder', () => {
  it.each([
    [undefined, 80],
    [40, 80],
    [100, 100],
    [500, 132],
  ])('on a screen of %s columns is %d columns wide', (columns, width) => {
    const payload = '61'.repeat(200);
    const rows = draw(conversation([`> 30cd01 0003 612f62 ${payload}`]), columns);
    expect(displayWidth(rows.at(-1) ?? '')).toBe(width);
  });

  it('joins the handshakes that are open at the same time', () => {
    const rows = draw(
      conversation([
        '> 3407 0003 612f62 0001',
        '> 3207 0003 612f62 0002',
        '< 5002 0001',
        '< 4002 0002',
        '> 6202 0001',
        '< 7002 0001',
        '> e000',
      ]),
    );
    expect(rows).toEqual([
      '             client                                                broker',
      '   0.0000 #1     ┌│── PUBLISH QoS 2 id 1 a/b (empty) ─────────────────▶│     9 B',
      '   0.0010 #1    ┌┼│── PUBLISH QoS 1 id 2 a/b (empty) ─────────────────▶│     9 B',
      '   0.0020 #1    │├│◀─ PUBREC id 1 ─────────────────────────────────────│     4 B',
      '   0.0030 #1    └┼│◀─ PUBACK id 2 ─────────────────────────────────────│     4 B',
      '   0.0040 #1     ├│── PUBREL id 1 ────────────────────────────────────▶│     4 B',
      '   0.0050 #1     └│◀─ PUBCOMP id 1 ────────────────────────────────────│     4 B',
      '   0.0060 #1      │── DISCONNECT ─────────────────────────────────────▶│     2 B',
    ]);
  });

  it('fits into 80 columns whatever the topic', () => {
    const topic = Buffer.from(`${'階'.repeat(10)}${'x'.repeat(60)}`);
    const body = Buffer.concat([Buffer.of(0, topic.length), topic, Buffer.from('日本語')]);
    const rows = draw(conversation([`> 30${body.length.toString(16)} ${body.toString('hex')}`]));
    for (const row of rows) expect(displayWidth(row)).toBeLessThanOrEqual(80);
    expect(rows[1]).toContain('階…'.slice(0, 1));
    expect(rows[1]).toContain('…');
  });

  it('frees the lanes of a connection that closes', () => {
    const rows = draw([
      ...conversation(['> 3205 0001 61 0001']),
      { kind: 'closed', connection: 1, timeMs: 5 },
      ...conversation(['> 3205 0001 61 0001'], 2),
    ]);
    expect(rows.at(-1)).toContain(' #2     ┌│');
  });

  it('draws more open exchanges than it has lanes for', () => {
    const rows = draw(conversation(Array.from({ length: 6 }, (_, id) => `> 3205 0001 61 000${id + 1}`)));
    expect(rows).toHaveLength(7);
    for (const row of rows.slice(1)) expect(row).toMatch(/^.{18}│── PUBLISH/);
  });

  it('gives up brackets of answers that never came', () => {
    const lost = conversation(Array.from({ length: 4 }, (_, id) => `> 3205 0001 61 000${id + 1}`));
    const later = conversation(['> 3205 0001 61 0009'], 2).map((event) => ({ ...event, timeMs: 60_000 }));
    expect(draw([...lost, ...later]).at(-1)).toMatch(/#2 +[│┼]*┌/);
  });
});
