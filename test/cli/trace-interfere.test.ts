// Tests src/options/interfere.ts, src/services/tracing.ts and src/interference through `trace --interfere`.
import { describe, expect, it } from 'vitest';
import type { Running } from './child.ts';
import { jsonLines } from './run.ts';
import { runHere, startHere } from './run-here.ts';
import { startBroker } from './running-broker.ts';

interface Traced {
  readonly trace: Running;
  readonly brokerUrl: string;
  /** Of the trace. */
  readonly url: string;
}

async function startTraced(...rules: readonly string[]): Promise<Traced> {
  const broker = await startBroker();
  const brokerUrl = `mqtt://127.0.0.1:${broker.port}`;
  const options = rules.flatMap((rule) => (rule.startsWith('-') ? rule.split(' ') : ['--interfere', rule]));
  const trace = startHere(['trace', '--listen', '0', '-L', brokerUrl, '-J', ...options]);
  const line = await trace.errLine(/^listening on .*, passing what --interfere leaves on to/);
  return { trace, brokerUrl, url: `mqtt://127.0.0.1:${/:(\d+),/.exec(line)?.[1]}` };
}

/** A subscriber beside the trace, once it listens. */
async function subscribed(url: string, ...args: readonly string[]): Promise<Running> {
  const watch = startHere(['watch', '-L', url, '-q', '2', '-t', 'lab/#', '-J', ...args]);
  await watch.errLine(/^listening to/);
  return watch;
}

const payloads = (stdout: string) => jsonLines(stdout).map(({ payload }) => payload);
const fates = (stdout: string) =>
  jsonLines(stdout).flatMap(({ packet, fate }) => (fate === undefined ? [] : [`${packet}: ${fate}`]));

describe('trace --interfere', () => {
  it('loses PUBACK: at QoS 1 the message comes twice', async () => {
    const { trace, brokerUrl, url } = await startTraced('cut=0:puback:1');
    const watch = await subscribed(brokerUrl, '-C', '2');
    expect((await runHere(['publish', '-L', url, '-q', '1', '-t', 'lab/a', '-m', 'open'])).code).toBe(0);
    expect(payloads((await watch.ended).stdout)).toEqual(['open', 'open']);
    const { stdout } = await trace.stop('SIGINT');
    expect(fates(stdout)).toEqual(['puback: cut after 0 of 4 bytes']);
  });

  it('loses PUBREC: at QoS 2 in a kept session the message comes once, before the next one', async () => {
    const { trace, brokerUrl, url } = await startTraced('cut=0:pubrec:1');
    const watch = await subscribed(brokerUrl, '-C', '2');
    const publish = (text: string) =>
      runHere(['publish', '-L', url, '-q', '2', '-i', 'door', '--no-clean', '-t', 'lab/a', '-m', text]);
    await publish('open');
    await publish('shut');
    expect(payloads((await watch.ended).stdout)).toEqual(['open', 'shut']);
    expect(fates((await trace.stop('SIGINT')).stdout)).toEqual(['pubrec: cut after 0 of 4 bytes']);
  });

  it('withholds a share, the same one for the same seed', async () => {
    const arrived = await Promise.all(
      ['--seed 7', '--seed 7', '--seed 8'].map(async (seed) => {
        const { brokerUrl, url } = await startTraced('withhold:client-publish:30%', seed);
        const watch = await subscribed(brokerUrl);
        const lines = Array.from({ length: 60 }, (_, index) => `${index}\n`).join('');
        await runHere(['publish', '-L', url, '-t', 'lab/a', '-l'], { stdin: lines });
        await runHere(['publish', '-L', brokerUrl, '-t', 'lab/end', '-m', 'end']);
        await watch.line(/"lab\/end"/);
        return payloads(watch.stdout);
      }),
    );
    expect(arrived[0]).toEqual(arrived[1]);
    expect(arrived[0]).not.toEqual(arrived[2]);
    // Binomial with n = 60, p = 0.7: outside of this once in 10^6 seeds, and the seed is fixed.
    expect(arrived[0]?.length).toBeGreaterThan(20);
    expect(arrived[0]?.length).toBeLessThan(60);
  });

  it('restarts the broker: a subscriber subscribes again, and gets what comes then', async () => {
    const { trace, brokerUrl, url } = await startTraced('restart=200ms:broker-publish:1');
    const watch = await subscribed(url, '-C', '1');
    await runHere(['publish', '-L', brokerUrl, '-t', 'lab/a', '-m', 'lost']);
    await watch.errLine(/^connection lost/);
    await watch.errLine(/^connected again/);
    await trace.line(/"connection":[2-9].*"suback"/);
    await runHere(['publish', '-L', brokerUrl, '-t', 'lab/a', '-m', 'seen']);
    expect(payloads((await watch.ended).stdout)).toEqual(['seen']);
  });

  it('refuses in the name of the broker: exit 5, as if the broker had done it', async () => {
    const { url } = await startTraced('refuse=5:connect');
    const { code, stderr } = await runHere(['publish', '-L', url, '-t', 'lab/a', '-m', 'x']);
    expect(code).toBe(5);
    expect(stderr).toContain('not authorized');
  });

  it('says the seed of a share, and nothing of a seed without one', async () => {
    const shared = await startTraced('withhold:puback:10%');
    expect(shared.trace.stderr).toMatch(/^to repeat this interference: --seed \d+$/m);
    expect((await startTraced('withhold:puback:1')).trace.stderr).not.toContain('--seed');
  });
});
