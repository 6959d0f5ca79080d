// Tests src/mqtt/ with clusters of RabbitMQ.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, runCli, startCli } from '../cli/run.ts';
import { runHere } from '../cli/run-here.ts';
import { lacks } from '../parts.ts';
import { arrivalsAt, longestGapMs, missingFrom, readingKeys, writeRecording } from '../soak/readings.ts';
import { type RabbitCluster, startRabbitCluster } from './rabbitmq.ts';

const READINGS = 3000;
const PER_SECOND = 200;

describe.skipIf(lacks('rabbitmq-server'))('three nodes of RabbitMQ with quorum queues, at QoS 1', () => {
  let cluster: RabbitCluster;
  beforeAll(async () => {
    cluster = await startRabbitCluster();
  });
  afterAll(async () => {
    await cluster.stop();
  });

  it('are told by stats --check-broker what they lack', async () => {
    const { code, stdout } = await runHere(['stats', '--check-broker', '-J', '-L', cluster.urls[0]]);
    const answers = jsonLines(stdout).map(({ feature, supported, detail }) => [feature, supported, detail]);
    process.stdout.write(`${answers.map((answer) => answer.join(' | ')).join('\n')}\n`);
    expect(code).toBe(0);
    const lacking = answers.filter(([, supported]) => supported !== true).map(([feature]) => feature);
    expect(lacking).toEqual([
      'MQTT 5',
      'QoS 2',
      'retained, by wildcard',
      '$share subscriptions',
      '$SYS topics',
      'dots, spaces, empty levels',
    ]);
  });

  it('lose no acknowledged reading when the node of publisher and subscriber is killed', async () => {
    const recording = join(cluster.folder, 'recording.csv');
    await writeRecording(recording, READINGS, PER_SECOND);
    const [one, two, three] = cluster.urls;
    const kept = ['-q', '1', '-c', '-J', '--building', 'BUILDING'];
    const watch = startCli(['watch', '-L', `${one},${two},${three}`, '-i', 'watch', ...kept]);
    const always = ['--above', 'TEMP=-99'];
    const alarm = startCli(['alarm', '-L', `${two},${three},${one}`, '-i', 'alarm', ...always, ...kept]);
    const listeners = [
      ['watch', arrivalsAt(watch)],
      ['alarm', arrivalsAt(alarm)],
    ] as const;
    await Promise.all([watch.errLine(/^listening to/), alarm.errLine(/^listening to/)]);
    // A listener is subscribed once it hears something.
    const probe = ['--value', '1', '--floor', '9', '--wing', 'O', '--room', '1', '--sensor', 'TEMP'];
    const hear = async () => {
      await runCli(['publish', '-L', two, '-q', '1', ...probe]);
      return listeners.every(([, arrivals]) => arrivals.size > 0);
    };
    await expect.poll(hear).toBe(true);

    const publish = startCli([
      'publish',
      '-L',
      cluster.urls.join(','),
      '-q',
      '1',
      '-J',
      '--replay',
      recording,
    ]);
    for (const [, arrivals] of listeners) {
      await expect.poll(() => arrivals.size).toBeGreaterThan(READINGS / 4);
    }
    await cluster.kill(0);

    const { code, stdout, stderr } = await publish.ended;
    expect([code, stderr]).toEqual([0, expect.stringContaining('no errors')]);
    expect(stderr).toMatch(/connected again to .* node 127\.0\.0\.1:\d+/);
    const published = readingKeys(stdout);
    expect(published).toHaveLength(READINGS);
    for (const [name, arrivals] of listeners) {
      await expect.poll(() => missingFrom(arrivals, published)).toEqual([]);
      process.stdout.write(`RabbitMQ: a gap of ${longestGapMs(arrivals)} ms at ${name}\n`);
    }
    await Promise.all([watch.stop('SIGINT'), alarm.stop('SIGINT')]);
  });
});
