import { describe, expect, it } from 'vitest';
import { lacks } from '../parts.ts';
import { useMosquitto } from './mosquitto.ts';
import { jsonLines, runCli, startCli } from './run.ts';

describe.skipIf(lacks('mosquitto', 'mosquitto-clients'))('the way', () => {
  const own = useMosquitto();

  it('from publish through mosquitto to mosquitto_sub', async () => {
    const { broker } = own;
    const sub = await broker.subscribe('sub', ['-t', 'BUILDING/#', '-v', '-C', '5']);
    const { code, stdout } = await runCli(['publish', '-L', broker.url, '-C', '5', '--speed', 'max', '-J']);
    expect(code).toBe(0);
    const { stdout: received } = await sub.ended;
    expect(received).toBe(
      jsonLines(stdout)
        .map(({ topic, payload }) => `${topic} ${payload}\n`)
        .join(''),
    );
  });

  it('from mosquitto_pub to alarm', async () => {
    const { broker } = own;
    const alarm = startCli(['alarm', '-L', broker.url, '-C', '1', '-J']);
    await broker.log.errLine(/Sending SUBACK to bsim-/);
    await broker.publish(['-t', 'BUILDING/P_2/O/4/TEMP', '-m', '{"value":31.4}']);
    const { code, stdout } = await alarm.ended;
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toMatchObject([{ level: 'critical', value: 31.4 }]);
  });
});
