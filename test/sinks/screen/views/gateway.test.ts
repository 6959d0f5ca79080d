import { expect, it } from 'vitest';
import type { GatewayEvent } from '../../../../src/mqtt-sn/gateway/event.ts';
import type { Screen } from '../../../../src/sinks/screen/screen.ts';
import { openGatewayView } from '../../../../src/sinks/screen/views/gateway.ts';

const EVENT: GatewayEvent = {
  kind: 'received',
  peer: { host: '127.0.0.1', port: 50_000 },
  message: { type: 'DISCONNECT' },
  oddity: 'Length says 2, the datagram has 4 octets; both mean a plain DISCONNECT',
};

function shown(isVerbose: boolean, events: readonly GatewayEvent[]) {
  const printed: string[] = [];
  const warned: string[] = [];
  const screen = {
    print: (line: string) => printed.push(line),
    warn: (line: string) => warned.push(line),
    paint: { dim: (text: string) => text },
    columns: undefined,
  } as unknown as Screen;
  const view = openGatewayView(screen, { format: 'human', isVerbose });
  for (const event of events) view.take({ kind: 'gateway', event, atMs: 0 });
  return { printed, warned };
}

it('a message with a fault that leaves its meaning certain is told once, and with -v each time', () => {
  const { oddity, ...plain } = EVENT;
  const words = `127.0.0.1:50000 → DISCONNECT (${oddity})`;
  expect(shown(false, [plain, EVENT, EVENT]).warned).toEqual([`${words} (said once; -v shows every one)`]);
  expect(shown(true, [plain, EVENT]).printed).toEqual([
    '1970-01-01T00:00:00.000Z 127.0.0.1:50000 → DISCONNECT',
    `1970-01-01T00:00:00.000Z ${words}`,
  ]);
});
