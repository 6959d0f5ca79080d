import { describe, expect, it } from 'vitest';
import { createPrinter, type View } from '../../../src/sinks/screen/printer.ts';
import { createScreen, type ScreenSettings } from '../../../src/sinks/screen/screen.ts';

interface Terminal {
  readonly stdoutTTY?: boolean;
  readonly stderrTTY?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A screen. Both streams write into one log, in order, as a terminal shows them. */
function screenOn(
  { stdoutTTY = false, stderrTTY = false, columns = 80, env = {} }: Terminal,
  settings: Partial<ScreenSettings> = {},
) {
  const log: [stream: 'out' | 'err', text: string][] = [];
  const output = (stream: 'out' | 'err', isTTY: boolean) => ({
    isTTY,
    columns,
    write: (text: string) => {
      log.push([stream, text]);
    },
  });
  const streams = { stdout: output('out', stdoutTTY), stderr: output('err', stderrTTY), env, now: Date.now };
  const screen = createScreen(streams, { quiet: false, color: true, ...settings });
  const textOf = (stream: 'out' | 'err') =>
    log
      .filter(([which]) => which === stream)
      .map(([, text]) => text)
      .join('');
  return { screen, log, textOf };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a screen', () => {
  it('writes the lines of a turn together, at its end', async () => {
    const { screen, log } = screenOn({});
    screen.print('one');
    screen.print('two');
    expect(log).toEqual([]);
    await turn();
    expect(log).toEqual([['out', 'one\ntwo\n']]);
  });

  it('keeps no more than 500 lines waiting', () => {
    const { screen, log } = screenOn({});
    for (let i = 0; i < 1200; i++) screen.print('x');
    expect(log.map(([, text]) => text.length)).toEqual([1000, 1000]);
    screen.flush();
    expect(log).toHaveLength(3);
  });

  it('breaks a note between words on a terminal, and nowhere else', () => {
    const note = 'a sentence for people, of forty characters';
    const onTerminal = screenOn({ stderrTTY: true, columns: 24 }, { color: false });
    onTerminal.screen.note(`${note}\n    short`);
    onTerminal.screen.warn('x'.repeat(30));
    expect(onTerminal.textOf('err')).toBe(
      `a sentence for people,\nof forty characters\n    short\n${'x'.repeat(30)}\n`,
    );
    const inPipe = screenOn({ columns: 24 });
    inPipe.screen.note(note);
    expect(inPipe.textOf('err')).toBe(`${note}\n`);
  });

  it('says a note after the results before it', () => {
    const { screen, log } = screenOn({});
    screen.print('result');
    screen.note('note');
    expect(log).toEqual([
      ['out', 'result\n'],
      ['err', 'note\n'],
    ]);
  });

  it('says nothing but warnings when quiet', () => {
    const { screen, log } = screenOn({ stderrTTY: true }, { quiet: true, color: false });
    screen.note('note');
    screen.progress('progress');
    screen.warn('warning');
    screen.flush();
    expect(log).toEqual([['err', 'warning\n']]);
  });

  it('shows progress on a terminal only', () => {
    const { screen, log } = screenOn({ stdoutTTY: true });
    screen.progress('3 readings');
    screen.flush();
    expect(log).toEqual([]);
  });

  it('takes the progress line away for other lines, and brings it back', () => {
    const { screen, log } = screenOn({ stdoutTTY: true, stderrTTY: true }, { color: false });
    screen.progress('3 readings');
    screen.print('result');
    screen.note('note');
    screen.progress('4 readings');
    screen.flush();
    expect(log.map(([, text]) => text).join('|')).toBe(
      '3 readings|\r\x1b[K|result\n|3 readings|\r\x1b[K|note\n|3 readings|\r\x1b[K|4 readings|\r\x1b[K',
    );
  });

  it('keeps progress within the width of the terminal', () => {
    const { screen, textOf } = screenOn({ stderrTTY: true, columns: 20 }, { color: false });
    screen.progress('x'.repeat(100));
    expect(textOf('err')).toHaveLength(19);
  });

  it.each<readonly [string, Terminal, Partial<ScreenSettings>, boolean]>([
    ['a terminal', { stdoutTTY: true }, {}, true],
    ['no terminal', {}, {}, false],
    ['NO_COLOR', { stdoutTTY: true, env: { NO_COLOR: '1' } }, {}, false],
    ['an empty NO_COLOR', { stdoutTTY: true, env: { NO_COLOR: '' } }, {}, true],
    ['a dumb terminal', { stdoutTTY: true, env: { TERM: 'dumb' } }, {}, false],
    ['--no-color', { stdoutTTY: true }, { color: false }, false],
  ])('%s: colour', (_what, terminal, settings, isColorful) => {
    const { screen } = screenOn(terminal, settings);
    expect(screen.paint.level('critical', 'x') !== 'x').toBe(isColorful);
  });
});

describe('a report', () => {
  const view: View<Readonly<Record<string, unknown>>> = {
    columns: ['a', 'b', 'c'],
    human: ({ a }) => `a is ${a}`,
    record: (event) => event,
  };
  const reported = (format: 'human' | 'jsonl' | 'csv', ...events: readonly Record<string, unknown>[]) => {
    const { screen, textOf } = screenOn({});
    const report = createPrinter(format, view, screen);
    for (const event of events) report(event);
    screen.flush();
    return textOf('out');
  };

  it('in words', () => {
    expect(reported('human', { a: 1 })).toBe('a is 1\n');
  });

  it('in JSON lines stays JSON, and says the same, whatever is in it', () => {
    const event = { a: 'x\u2028\x1b[2J\u202e"\n\ud800', b: null, c: [1] };
    const text = reported('jsonl', event);
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\ud800]/);
    expect(JSON.parse(text)).toEqual(event);
    expect(text.split('\n')).toHaveLength(2);
  });

  it('in CSV has a row of names, and a row a line', () => {
    expect(
      reported('csv', { a: 1, b: 'x,y', c: 'say "hi"' }, { a: 'two\nlines', c: null, d: 'no column' }),
    ).toBe('a,b,c\n1,"x,y","say ""hi"""\ntwo\\nlines,,\n');
  });

  it('in CSV without events is empty', () => {
    expect(reported('csv')).toBe('');
  });
});
