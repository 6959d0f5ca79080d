import { describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines, runCli } from './run.ts';
import { runHere } from './run-here.ts';

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('publish and mosquitto_sub', () => {
  const own = useMosquitto();
  // No faults: one may spoil a payload.
  const FAST = ['--speed', 'max', '-C', '20', '-J', '--faults', '0'];

  async function publishedAndReceived(args: readonly string[], subscription: readonly string[]) {
    const { broker } = own;
    const sub = await broker.subscribe('sub', [...subscription, '-C', '20']);
    const published = await runHere(['publish', '-L', broker.url, ...FAST, ...args]);
    expect(published.stderr).toContain('; no errors\n');
    expect(published.code).toBe(0);
    return { lines: jsonLines(published.stdout), received: (await sub.ended).stdout };
  }

  it.each(['0', '1', '2'])('agree on every JSON message at QoS %s', async (qos) => {
    const { lines, received } = await publishedAndReceived(
      ['-q', qos],
      ['-t', 'BUILDING/#', '-v', '-q', '2'],
    );
    expect(received).toBe(lines.map(({ topic, payload }) => `${topic} ${payload}\n`).join(''));
    expect(lines.map((line) => line.qos)).toEqual(Array(20).fill(Number(qos)));
    for (const { payload, sensor, value, unit, time, seq } of lines) {
      expect(JSON.parse(String(payload))).toEqual({ sensor, value, unit, time, seq });
    }
  });

  it('agree on every CBOR message', async () => {
    const { lines, received } = await publishedAndReceived(
      ['--format', 'cbor'],
      ['-t', 'BUILDING/#', '-F', '%t %x'],
    );
    expect(received).toBe(lines.map(({ topic, payload_hex }) => `${topic} ${payload_hex}\n`).join(''));
  });

  it.each(['senml-json', 'senml-cbor'])('agree on every %s message', async (format) => {
    const { lines, received } = await publishedAndReceived(
      ['--format', format],
      ['-t', 'BUILDING/#', '-F', '%t %x'],
    );
    const bytes = ({ payload, payload_hex }: Record<string, unknown>) =>
      payload_hex ?? Buffer.from(String(payload)).toString('hex');
    expect(received).toBe(lines.map((line) => `${line.topic} ${bytes(line)}\n`).join(''));
  });

  it.each(['MIOT/jane', '/MIOT/jane', 'a//b'])('agree on the topics below %s', async (prefix) => {
    const { lines, received } = await publishedAndReceived(
      ['--prefix', prefix],
      ['-t', `${prefix}/BUILDING/#`, '-v'],
    );
    expect(received).toBe(lines.map(({ topic, payload }) => `${topic} ${payload}\n`).join(''));
    expect(lines[0]?.topic).toMatch(new RegExp(`^${prefix}/BUILDING/P_[1-4]/[NSEO]/[1-6]/[A-Z]+$`));
  });

  it.each([
    ['3.1', 'p1'],
    ['mqttv31', 'p1'],
    ['3.1.1', 'p2'],
    ['311', 'p2'],
    ['5', 'p5'],
    ['mqttv5', 'p5'],
  ])('agree in MQTT %s', async (version, protocol) => {
    const { lines, received } = await publishedAndReceived(
      ['-V', version, '-q', '1', '-i', 'me', '-k', '30'],
      ['-t', 'BUILDING/#', '-v'],
    );
    expect(received).toBe(lines.map(({ topic, payload }) => `${topic} ${payload}\n`).join(''));
    await own.broker.log.errLine(new RegExp(`as me \\(${protocol}, c1, k30\\)`));
  });

  it('has the broker retain each message that says so', async () => {
    const { broker } = own;
    const { stdout } = await runHere([
      'publish',
      '-L',
      broker.url,
      '--building',
      'KEPT',
      '--faults',
      '0',
      '--rate',
      'max',
      '-C',
      '50',
      '-r',
      '-q',
      '1',
      '-J',
    ]);
    const last = new Map(jsonLines(stdout).map(({ topic, payload }) => [topic, payload]));
    const sub = await broker.subscribe('late', [
      '-t',
      'KEPT/#',
      '-v',
      '--retained-only',
      '-C',
      `${last.size}`,
    ]);
    const received = (await sub.ended).stdout.split('\n').slice(0, -1).sort();
    expect(received).toEqual([...last].map(([topic, payload]) => `${topic} ${payload}`).sort());
  });

  it('tells an MQTT 5 subscriber the content type', async () => {
    const { broker } = own;
    const sub = await broker.subscribe('typed', ['-V', '5', '-t', 'T/#', '-F', '%C', '-C', '1']);
    await runHere([
      'publish',
      '-L',
      broker.url,
      '-V',
      '5',
      '--building',
      'T',
      '--faults',
      '0',
      '--rate',
      'max',
      '-C',
      '1',
      '--format',
      'cbor',
    ]);
    expect((await sub.ended).stdout).toBe('application/cbor\n');
  });

  it('ends with a summary on stderr, and only readings on stdout', async () => {
    const { code, stdout, stderr } = await runCli([
      'publish',
      '-L',
      own.broker.url,
      '--faults',
      '0',
      '--rate',
      'max',
      '-C',
      '1000',
      '-q',
      '1',
    ]);
    expect(code).toBe(0);
    expect(stdout.split('\n')).toHaveLength(1001);
    expect(stdout.split('\n')[0]).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z BUILDING\/P_\d\/[NSEO]\/\d\/(TEMP|HUM|LUX|VIBR) -?[\d.]+ (Cel|%RH|lx|mm\/s)$/,
    );
    expect(stderr).toMatch(
      /^connected to mqtt:.*\nto repeat this run: --seed \d+ .*\npublished 1000 messages in [\d.]+ s \(\d+\/s\), \d+ bytes of payload; no errors\n$/,
    );
  });

  it('says nothing on stderr with --quiet', async () => {
    const { stderr, stdout } = await runHere([
      'publish',
      '-L',
      own.broker.url,
      '--faults',
      '0',
      '--rate',
      'max',
      '-C',
      '1',
      '--quiet',
      '--output',
      'csv',
    ]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^type,time,topic,.*\nreading,.*\n$/);
  });

  it('disconnects in order, so that its will is not sent', async () => {
    const { broker } = own;
    const sub = await broker.subscribe('heir', ['-t', 'will/#', '-v', '-C', '1']);
    const will = ['--will-topic', 'will/a', '--will-payload', 'gone', '--will-qos', '1', '--will-retain'];
    await runHere(['publish', '-L', broker.url, '--rate', 'max', '-C', '1', '--id', 'ordered', ...will]);
    await broker.log.errLine(/Received DISCONNECT from ordered/);
    await broker.publish(['-t', 'will/b', '-m', 'the first']);
    expect((await sub.ended).stdout).toBe('will/b the first\n');
  });
});

describe('the note on repeating a run', () => {
  it.each([
    [
      'comes with the first reading',
      ['--dry-run', '-C', '2'],
      /^to repeat this run: --seed \d+ --start \S+\n$/,
    ],
    ['is left out of a single reading', ['--dry-run', '-C', '1'], /^$/],
    ['is left out where no broker is', ['-L', 'mqtt://127.0.0.1:1'], /^building-sim: can't reach [^\n]*\n$/],
  ])('%s', async (_, args, expected) => {
    const { stderr } = await runHere(['publish', '--speed', 'max', ...args]);
    expect(stderr).toMatch(expected);
  });
});

describe('what is published', () => {
  it('has a kind that the default building lacks, if it is selected', async () => {
    const room = ['--floor', '1', '--wing', 'N', '--room', '1', '--sensor', 'CO2,LUX', '--every', '1s'];
    const { stdout } = await runHere(['publish', '--dry-run', '-J', ...room, '-C', '2', '--speed', 'max']);
    const topics = jsonLines(stdout).map(({ topic }) => topic);
    expect(topics.sort()).toEqual(['BUILDING/P_1/N/1/CO2', 'BUILDING/P_1/N/1/LUX']);
  });

  const START = ['--start', '2026-01-05T08:00:00Z', '--speed', 'max', '--dry-run', '-J'];
  const dry = async (...args: string[]) => jsonLines((await runHere(['publish', ...START, ...args])).stdout);
  const timesOf = (lines: readonly Record<string, unknown>[]) =>
    lines.map(({ time }) => Date.parse(String(time)));
  const gaps = (times: readonly number[]) => times.slice(1).map((time, i) => time - (times[i] ?? 0));
  const startMs = Date.parse('2026-01-05T08:00:00Z');

  it('is the same to the byte for the same seed, from one process to the next', async () => {
    const args = ['publish', '--seed', '7', '--count', '1000', ...START];
    const [first, second] = await Promise.all([runCli(args), runCli(args)]);
    expect(first.code).toBe(0);
    expect(jsonLines(first.stdout)).toHaveLength(1000);
    expect(second.stdout).toBe(first.stdout);
  });

  it('differs for another seed, which may be text', async () => {
    const values = async (seed: string) => (await dry('--seed', seed, '-C', '50')).map(({ value }) => value);
    expect(await values('7')).not.toEqual(await values('8'));
    expect(await values('lab one')).toEqual(await values('lab one'));
    expect(await values('lab one')).not.toEqual(await values('lab two'));
  });

  it('tells the seed that it drew and its start, which give the same readings again', async () => {
    const line = ['publish', '--speed', 'max', '--dry-run', '-J', '-C', '50'];
    const first = await runHere(line);
    const [again = ''] = /--seed \d+ --start \S+/.exec(first.stderr) ?? [];
    expect((await runHere([...line, ...again.split(' ')])).stdout).toBe(first.stdout);
  });

  it('does not depend on which other sensors run', async () => {
    const run = ['--seed', '7', '--every', '60s', '--duration', '1h'];
    const all = await dry(...run);
    const one = await dry(...run, '--floor', '2', '--wing', 'W', '--room', '4', '--sensor', 'TEMP');
    expect(one).toHaveLength(60);
    expect(one).toEqual(all.filter(({ topic }) => topic === 'BUILDING/P_2/O/4/TEMP'));
  });

  it('comes at random waits of 1 to 5 s, unless told otherwise', async () => {
    const waits = gaps(timesOf(await dry('--seed', '7', '-C', '1000')));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(999);
    expect(Math.max(...waits)).toBeLessThanOrEqual(5001);
    expect(Math.min(...waits)).toBeLessThan(1200);
    expect(Math.max(...waits)).toBeGreaterThan(4800);
  });

  it.each([
    ['--interval', '2s', 2000],
    ['--interval', '250ms', 250],
    ['--interval', '3', 3000],
    ['--rate', '4', 250],
    ['--rate', '0.5', 2000],
  ])('comes at fixed waits with %s %s', async (option, value, waitMs) => {
    const times = timesOf(await dry('--seed', '7', '-C', '50', option, value));
    expect(times[0]).toBe(startMs);
    expect(new Set(gaps(times))).toEqual(new Set([waitMs]));
  });

  it('comes from every selected sensor once in each period with --every', async () => {
    const lines = await dry(
      '--seed',
      '7',
      '--every',
      '60s',
      '--duration',
      '3m',
      '--floors',
      '2',
      '--rooms',
      '3',
    );
    expect(lines).toHaveLength(2 * 4 * 3 * 4 * 3);
    for (const seq of [0, 1, 2]) {
      const period = lines.filter((line) => line.seq === seq);
      expect(new Set(period.map(({ topic }) => topic)).size).toBe(96);
      const times = timesOf(period).map((time) => time - startMs - seq * 60_000);
      expect(Math.min(...times)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...times)).toBeLessThan(60_000);
      // Spread over the period: no sixth of it is empty.
      expect(new Set(times.map((time) => Math.floor(time / 10_000)))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    }
  });

  it('ends after the simulated duration, before the reading that is due then', async () => {
    const lines = await dry('--seed', '7', '--interval', '1s', '--duration', '1m');
    expect(lines).toHaveLength(60);
    expect(lines.at(-1)?.time).toBe('2026-01-05T08:00:59.000Z');
  });

  it('keeps pace with the simulated clock', async () => {
    const started = performance.now();
    const { stdout } = await runHere([
      'publish',
      '--dry-run',
      '-J',
      '--seed',
      '7',
      '--start',
      '2026-01-05',
      '--interval',
      '1m',
      '--speed',
      '600',
      '--duration',
      '5m',
    ]);
    const elapsed = performance.now() - started;
    expect(jsonLines(stdout).map(({ time }) => String(time).slice(11, 16))).toEqual([
      '00:00',
      '00:01',
      '00:02',
      '00:03',
      '00:04',
    ]);
    expect(elapsed).toBeGreaterThan(400);
  });

  it('stays in the part of the building that is selected', async () => {
    const lines = await dry(
      '--seed',
      '7',
      '-C',
      '500',
      '--rate',
      '100',
      '--building',
      'EPS,ETSI',
      '--floor',
      '-1,2-3',
      '--wing',
      'S,W',
      '--room',
      '1,7-8',
      '--rooms',
      '8',
      '--sensor',
      'HUM,VIBR',
    );
    const seen = (key: string) => [...new Set(lines.map((line) => line[key]))].sort();
    expect(seen('building')).toEqual(['EPS', 'ETSI']);
    expect(seen('floor')).toEqual([-1, 2, 3]);
    expect(seen('wing')).toEqual(['O', 'S']);
    expect(seen('room')).toEqual([1, 7, 8]);
    expect(seen('sensor')).toEqual(['HUM', 'VIBR']);
  });

  it('has 4 floors with 6 rooms in each wing, unless told otherwise', async () => {
    const topics = async (...args: string[]) =>
      new Set(
        (await dry('--seed', '7', '--every', '1m', '--duration', '1m', ...args)).map(({ topic }) => topic),
      ).size;
    expect(await topics()).toBe(4 * 4 * 6 * 4);
    expect(await topics('--floors', '7', '--rooms', '2')).toBe(7 * 4 * 2 * 4);
    expect(await topics('--floors', '7', '--floor', '7', '--sensor', 'TEMP')).toBe(4 * 6);
  });

  it('lies in the range that is given, for that sensor only', async () => {
    const lines = await dry(
      '--seed',
      '7',
      '-C',
      '2000',
      '--rate',
      '100',
      '--range',
      'TEMP=10..30',
      '--range',
      'LUX=5..5',
    );
    const values = (kind: string) =>
      lines.filter(({ sensor }) => sensor === kind).map(({ value }) => Number(value));
    expect(Math.min(...values('TEMP'))).toBeGreaterThanOrEqual(10);
    expect(Math.min(...values('TEMP'))).toBeLessThan(12);
    expect(Math.max(...values('TEMP'))).toBeLessThanOrEqual(30);
    expect(Math.max(...values('TEMP'))).toBeGreaterThan(28);
    expect(new Set(values('LUX'))).toEqual(new Set([5]));
    expect(Math.max(...values('HUM'))).toBeGreaterThan(30);
  });

  it('is spread evenly over 20 to 80 %RH with --values uniform', async () => {
    const lines = await dry(
      '--seed',
      '7',
      '-C',
      '2000',
      '--rate',
      '100',
      '--values',
      'uniform',
      '--sensor',
      'HUM',
    );
    const values = lines.map(({ value }) => Number(value));
    for (const tenth of [20, 30, 40, 50, 60, 70]) {
      expect(values.filter((value) => value >= tenth && value < tenth + 10).length).toBeGreaterThan(250);
    }
  });

  it('numbers the readings of each sensor from 0', async () => {
    const counts = new Map<unknown, number>();
    for (const { topic, seq } of await dry('--seed', '7', '-C', '2000', '--rooms', '1', '--floors', '1')) {
      expect(seq).toBe(counts.get(topic) ?? 0);
      counts.set(topic, Number(seq) + 1);
    }
    expect(counts.size).toBe(16);
  });

  it('crosses a limit in about one reading of thirty', async () => {
    const limits = { TEMP: [18, 27], HUM: [20, 70], LUX: [-1, 2000], VIBR: [-1, 0.8] } as const;
    const lines = await dry('--seed', '7', '-C', '20000', '--interval', '10s');
    const beyond = lines.filter(({ sensor, value }) => {
      const [low, high] = limits[sensor as keyof typeof limits];
      return Number(value) < low || Number(value) > high;
    });
    expect(beyond.length / lines.length).toBeGreaterThan(1 / 100);
    expect(beyond.length / lines.length).toBeLessThan(1 / 10);
  });
});
