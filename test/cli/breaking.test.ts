import { describe, expect, it, onTestFinished } from 'vitest';
import { lacks } from '../parts.ts';
import { startListeningHere } from './listening.ts';
import { startMosquitto } from './mosquitto.ts';
import { jsonLines } from './run.ts';
import { startHere } from './run-here.ts';

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('a connection that breaks', () => {
  it('is lost for good after --give-up, with the count of what came before', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const alarm = await startListeningHere(broker, ['alarm', '--give-up', '500ms']);
    await broker.publish(['-t', 'B/P_1/N/1/TEMP', '-m', '50']);
    await alarm.line(/critical/);
    await broker.log.stop('SIGKILL');
    const { code, stderr } = await alarm.ended;
    expect(stderr).toMatch(/connection lost: .*; next attempt in 0\.5 s\n/);
    expect(stderr).toMatch(/1 reading, 1 alarm\nbuilding-sim: can't reach mqtt:.*\n$/);
    expect(code).toBe(1);
  });

  it('is made again with its subscriptions', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const watch = await startListeningHere(broker, ['watch', '--sensor', 'TEMP']);
    await broker.restart('SIGKILL');
    await watch.errLine(/connected again to/);
    await broker.log.errLine(/Sending SUBACK to listener/);
    await broker.publish(['-t', 'B/P_1/N/1/TEMP', '-m', '50']);
    expect(await watch.line(/TEMP 50 Cel/)).toBeTruthy();
    watch.kill('SIGINT');
    expect((await watch.ended).code).toBe(130);
  });

  it('loses no message at QoS 1', async () => {
    const broker = await startMosquitto({
      conf: ['persistence true', 'persistence_location FOLDER/', 'max_queued_messages 0'],
    });
    onTestFinished(() => broker.stop());
    const keep = ['watch', '-t', 'K/#', '-q', '1', '-J', '--no-clean'];
    const watch = await startListeningHere(broker, keep);
    const publish = startHere([
      'publish',
      '-L',
      broker.url,
      '--building',
      'K',
      '--faults',
      '0',
      '--rate',
      '4000',
      '-C',
      '4000',
      '-q',
      '1',
      '-J',
      '--seed',
      '7',
    ]);
    await publish.line(/"seq":3,/);
    await broker.restart('SIGTERM');
    const published = await publish.ended;
    expect(published.stderr).toContain('connected again');
    expect(published.stderr).toContain('; no errors');
    expect(published.code).toBe(0);
    await broker.publish(['-t', 'K/end', '-m', 'end', '-q', '1']);
    await watch.line(/"K\/end"/);
    const seen = new Set(jsonLines(watch.stdout).map(({ payload }) => payload));
    const lost = jsonLines(published.stdout).filter(({ payload }) => !seen.has(payload));
    expect(lost).toEqual([]);
  });

  it('drops what would be stale at QoS 0, goes on, and counts it', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const publish = startHere(['publish', '-L', broker.url, '--rate', '200']);
    await publish.line(/BUILDING/);
    await broker.restart('SIGKILL');
    await publish.errLine(/connected again/);
    const before = publish.stdout.length;
    await publish.line(/BUILDING/, before);
    publish.kill('SIGINT');
    const { code, stderr } = await publish.ended;
    expect(stderr).toMatch(/[1-9]\d* dropped while the connection was lost/);
    expect(code).toBe(130);
  });

  it('is told as two clients with one id', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const args = ['watch', '-L', broker.url, '--id', 'twin'];
    const [one, two] = [startHere(args), startHere(args)];
    const first = await Promise.race([one.ended, two.ended]);
    expect(first.stderr).toMatch(/another client seems to use the id 'twin'; use another --id\n$/);
    expect(first.code).toBe(1);
  });
});
