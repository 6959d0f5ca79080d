import { generate } from 'mqtt-packet';
import { expect, it } from 'vitest';
import { createScreen } from '../../../../src/sinks/screen/screen.ts';
import { traceViews } from '../../../../src/sinks/screen/views/trace.ts';
import type { TraceEvent } from '../../../../src/trace/event.ts';
import { dissect } from '../../../../src/trace/mqtt/dissect.ts';

const AT_MS = new Date(2026, 0, 5, 8, 3, 4, 56).getTime();

/** The lines of a long PUBLISH and of PINGREQ. */
function shown(isTTY: boolean, columns: number): string[] {
  let text = '';
  const output = { isTTY, columns, write: (more: string) => (text += more) };
  const context = { stdout: output, stderr: output, env: {}, now: () => AT_MS };
  const screen = createScreen(context, { quiet: false, color: false });
  const settings = { ladder: false, explain: false, hex: false, broker: 'broker' };
  const view = traceViews(settings).trace?.(screen, { format: 'human' });
  const topic = 'MIOT/jane/BUILDING/P_2/O/4/TEMP';
  const packets = [
    generate({ cmd: 'publish', topic, payload: '1'.repeat(90), qos: 0, retain: false, dup: false }),
    generate({ cmd: 'pingreq' }),
  ];
  for (const bytes of packets) {
    const packet = dissect(new Uint8Array(bytes), 4);
    const item = { kind: 'packet', packet } as const;
    const event: TraceEvent = { kind: 'seen', connection: 1, timeMs: AT_MS, from: 'client', item };
    view?.take({ kind: 'trace', event, step: { role: 'alone' } });
  }
  screen.flush();
  return text.trimEnd().split('\n');
}

it('a packet fits the terminal, and the direction makes room for the topic', () => {
  const [publish = '', ping] = shown(true, 80);
  expect(publish).toMatch(
    /^08:03:04\.056 #1 → PUBLISH +125 B {2}QoS 0 {2}MIOT\/jane\/BUILDING\/P_2\/O\/4\/T.*…$/,
  );
  expect(publish).toHaveLength(80);
  expect(ping).toMatch(/^08:03:04\.056 #1 → PINGREQ +2 B$/);
});

it('a packet is whole on a wide terminal and in a pipe', () => {
  expect(shown(true, 200)[0]).toMatch(/^08:03:04\.056 #1 client → broker PUBLISH .* 1{90}$/);
  expect(shown(false, 80)[0]).toMatch(/^\d\d:\d\d:04\.056Z #1 client → broker PUBLISH .* 1{90}$/);
});
