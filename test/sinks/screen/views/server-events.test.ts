import { describe, expect, it } from 'vitest';
import type { Screen } from '../../../../src/sinks/screen/screen.ts';
import {
  openServerEventView,
  type ServerEventView,
} from '../../../../src/sinks/screen/views/server-events.ts';

interface Event {
  readonly reason?: string;
  readonly text?: string;
}

const VIEW: ServerEventView<Event> = {
  columns: ['text'],
  human: ({ text = '' }) => `event ${text}`,
  record: ({ text }) => ({ text }),
  faultOf: ({ reason, text }) =>
    text === undefined ? undefined : { text, ...(reason !== undefined && { reason }) },
};

function open(isVerbose: boolean) {
  const printed: string[] = [];
  const warned: string[] = [];
  const screen = {
    print: (line: string) => printed.push(line),
    warn: (line: string) => warned.push(line),
  } as unknown as Screen;
  const view = openServerEventView(VIEW, screen, { format: 'human', isVerbose });
  return { view, printed, warned };
}

describe('the events of a server', () => {
  it('are results where they are asked for', () => {
    const { view, printed, warned } = open(true);
    for (const text of ['a', 'a']) view.take({ reason: 'r', text });
    expect(printed).toEqual(['event a', 'event a']);
    expect(warned).toEqual([]);
  });

  it('are else warnings: the first fault of each reason, and each fault without a reason', () => {
    const { view, printed, warned } = open(false);
    view.take({});
    for (const text of ['a', 'b']) view.take({ reason: 'r', text });
    for (const text of ['c', 'c']) view.take({ text });
    expect(warned).toEqual(['a', 'c', 'c']);
    expect(printed).toEqual([]);
  });

  it('do not fill the screen, and are escaped', () => {
    const { view, warned } = open(false);
    for (let i = 0; i < 100; i++) view.take({ reason: `${i}`, text: `\x1b${i}` });
    expect(warned).toHaveLength(20);
    expect(warned.join()).not.toContain('\x1b');
  });
});
