import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Broker, createBroker } from '../../src/broker/broker.ts';
import { jsonLines } from './run.ts';
import { runHere } from './run-here.ts';

/** Hot readings of four sensors. */
const linesAt = (time: string) =>
  [1, 2, 3, 4].map((room) => JSON.stringify({ topic: `B/P_1/N/${room}/TEMP`, time, value: 35 }));
const LINES = linesAt('2026-01-05T08:00:00Z');
const TWO_HOURS = [...LINES, ...linesAt('2026-01-05T09:00:00Z')].join('\n');
const TOLD = 'there are more than 2 topics: messages of further topics are';

describe('--max-topics 2', () => {
  let broker: Broker;
  let connection: readonly string[];

  beforeAll(async () => {
    broker = await createBroker();
    const { port } = await broker.listen({ host: '127.0.0.1', port: 0 });
    connection = ['-L', `mqtt://127.0.0.1:${port}`, '--max-topics', '2', '-J'];
    const recording = ['publish', '--replay', '-', '--retain', '-q', '1', '--speed', 'max'];
    await runHere([...recording, '-L', `mqtt://127.0.0.1:${port}`], { stdin: LINES.join('\n') });
  });
  afterAll(() => broker.close());

  it('of watch shows all messages, and tells and counts those of further topics', async () => {
    const { stdout, stderr } = await runHere(['watch', '-C', '4', ...connection]);
    expect(jsonLines(stdout)).toHaveLength(4);
    expect(stderr.match(new RegExp(`${TOLD} shown, but not kept`, 'g'))).toHaveLength(1);
    expect(stderr).toContain('4 messages, 2 messages of topics beyond --max-topics');
  });

  it('of alarm still judges the readings of further topics', async () => {
    const { stdout, stderr } = await runHere(['alarm', '-C', '4', ...connection]);
    expect(jsonLines(stdout)).toHaveLength(4);
    expect(stderr).toContain(`${TOLD} judged, but not kept`);
    expect(stderr).toContain('2 messages of topics beyond --max-topics');
  });

  it('of alarm --report events keeps two sensors', async () => {
    const events = ['--report', 'events', '--raise-retained', '--duration', '300ms'];
    const { stdout, stderr } = await runHere(['alarm', ...events, ...connection]);
    expect(jsonLines(stdout)).toHaveLength(2);
    expect(stderr.match(new RegExp(`${TOLD} counted, and raise no alarm`, 'g'))).toHaveLength(1);
    expect(stderr).toContain('"surplus":2');
  });

  it('of rules run keeps two sensors', async () => {
    const args = ['rules', 'run', '-J', '--rules', 'strict-comfort', '--max-topics'];
    const all = await runHere([...args, '4'], { stdin: TWO_HOURS });
    const { stdout, stderr } = await runHere([...args, '2'], { stdin: TWO_HOURS });
    const topics = (text: string) => new Set(jsonLines(text).map(({ topic }) => topic)).size;
    expect([topics(all.stdout), topics(stdout)]).toEqual([4, 2]);
    expect(stderr).toContain(`${TOLD} counted, and raise no alarm`);
    expect(stderr).toContain('"surplus":4');
  });
});
