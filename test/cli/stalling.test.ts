import { readFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lacks } from '../parts.ts';
import type { Child } from './child.ts';
import { startListeningHere } from './listening.ts';
import { type Mosquitto, startMosquitto } from './mosquitto.ts';
import { startCli } from './run.ts';
import { type Here, runHere, startHere } from './run-here.ts';

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('a broker that stalls', () => {
  it.each([
    ['0', 143],
    // An unacknowledged QoS 1 or 2 message is an error, however the run ends.
    ['1', 1],
  ])(
    'stops a publisher at QoS %s without filling its memory; an interruption ends it',
    async (qos, expected) => {
      const broker = await startMosquitto();
      onTestFinished(() => broker.stop());
      const publish = startCli([
        'publish',
        '-L',
        broker.url,
        '--rate',
        'max',
        '-q',
        qos,
        '--output',
        'csv',
        '--quiet',
      ]);
      await publish.line(/reading/);
      broker.log.kill('SIGSTOP');
      const memoryKb = async () =>
        Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${publish.process.pid}/status`, 'utf8'))?.[1]);
      await untilStalled(publish);
      expect(await memoryKb()).toBeLessThan(250_000);
      publish.kill('SIGTERM');
      const { code } = await publish.ended;
      expect(code).toBe(expected);
    },
  );

  it('and then dies leaves a QoS 0 publisher able to go on', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const publish = startCli(['publish', '-L', broker.url, '--rate', 'max', '--output', 'csv']);
    await publish.line(/reading/);
    broker.log.kill('SIGSTOP');
    await untilStalled(publish);
    await broker.restart('SIGKILL');
    await publish.errLine(/connected again/);
    const before = publish.stdout.length;
    await publish.line(/reading/, before);
    publish.kill('SIGINT');
    expect((await publish.ended).code).toBe(130);
  });

  it('does not keep alarm beyond its time-out', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const alarm = await startListeningHere(broker, ['alarm', '-W', '1']);
    broker.log.kill('SIGSTOP');
    expect((await alarm.ended).code).toBe(27);
  });

  it('before CONNACK ends the attempt after --connect-timeout', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    broker.log.kill('SIGSTOP');
    const { code, stderr } = await runHere(['watch', '-L', broker.url, '--connect-timeout', '500ms']);
    expect(stderr).toContain('no MQTT answer in time');
    expect(code).toBe(1);
  });

  it('is waited for at the end, which is said, until it goes on', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const publish = await publishInto(broker, startHere);
    publish.endInput();
    await publish.errLine(/^waiting up to 30 s for [23] acknowledgements$/);
    broker.log.kill('SIGCONT');
    const { code, stderr } = await publish.ended;
    expect([code, stderr]).toEqual([0, expect.stringContaining('no errors')]);
  });

  it('and stays so makes exit code 1 of what is not acknowledged, and counts it', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const publish = await publishInto(broker, startHere);
    publish.kill('SIGINT');
    const { code, stderr } = await publish.ended;
    expect([code, stderr]).toEqual([1, expect.stringMatching(/\d+ not acknowledged\n$/)]);
    expect(stderr).toContain('waiting up to 2 s');
  });

  it('lets a second signal end the program at once', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const publish = await publishInto(broker, startCli);
    // Two equal signals could merge on their way; after a single signal the command exits with 1, two seconds later.
    publish.kill('SIGINT');
    publish.kill('SIGTERM');
    const { code, stderr } = await publish.ended;
    expect([130, 143]).toContain(code);
    expect(stderr).not.toContain('not acknowledged');
  });
});

/** Waits until nothing has been published for a while. */
async function untilStalled(publish: Child): Promise<void> {
  for (let before = -1; publish.stdout.length !== before; ) {
    before = publish.stdout.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** A publisher of the lines of an open stdin; of three the broker acknowledges the first, and stalls. */
async function publishInto(broker: Mosquitto, start: typeof startCli): Promise<Child>;
async function publishInto(broker: Mosquitto, start: typeof startHere): Promise<Here>;
async function publishInto(broker: Mosquitto, start: typeof startCli | typeof startHere) {
  const args = ['publish', '-L', broker.url, '-i', 'liner', '-t', 'lines', '-l', '-q', '1'];
  const publish = start(args, { stdin: 'open' });
  publish.write('one\n');
  await broker.log.errLine(/Sending PUBACK to liner/);
  broker.log.kill('SIGSTOP');
  publish.write('two\nthree\n');
  await publish.line(/three/);
  return publish;
}
