import { describe, expect, it, onTestFinished } from 'vitest';
import { PROBES } from '../../src/probe/list.ts';
import { lacks } from '../parts.ts';
import { startMosquitto, useMosquitto } from './mosquitto.ts';
import { jsonLines } from './run.ts';
import { runHere } from './run-here.ts';

const FEATURES = PROBES.map(({ feature }) => feature);

/** The features the broker lacks, according to an answer in JSON lines. */
function lacking(stdout: string): unknown[] {
  return jsonLines(stdout)
    .filter(({ supported }) => supported !== true)
    .map(({ feature }) => feature);
}

describe.skipIf(lacks('mosquitto'))('stats --check-broker', () => {
  const own = useMosquitto();

  it('finds everything in mosquitto, and leaves nothing retained behind', async () => {
    const { broker } = own;
    const { code, stdout } = await runHere(['stats', '--check-broker', '-J', '-L', broker.url]);
    expect([code, lacking(stdout)]).toEqual([0, []]);
    expect(jsonLines(stdout).map(({ feature }) => feature)).toEqual(FEATURES);
    const left = await runHere(['watch', '-t', 'building-sim-check/#', '-W', '0.5', '-L', broker.url]);
    expect([left.code, left.stdout]).toEqual([27, '']);
  });

  it('prints a table, or CSV', async () => {
    const human = await runHere(['stats', '--check-broker', '-L', own.broker.url]);
    expect(human.stdout.split('\n')[4]).toMatch(/^QoS 2 +yes +delivered at QoS 2$/);
    const csv = await runHere(['stats', '--check-broker', '-L', own.broker.url, '--output', 'csv']);
    expect(csv.stdout).toMatch(/^type,feature,supported,detail\ncheck,MQTT 3\.1,true,connects\n/);
  });

  it('stays beneath a prefix, and says what the broker forbids', async () => {
    const broker = await startMosquitto({
      conf: ['acl_file FOLDER/acl'],
      files: { acl: 'topic readwrite MIOT/#\n' },
    });
    onTestFinished(() => broker.stop());
    const { stdout } = await runHere(['stats', '--check-broker', '-J', '--prefix', 'MIOT', '-L', broker.url]);
    expect(lacking(stdout)).toEqual(['$SYS topics']);
  });

  it('ends although a broker says nothing any more', async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    broker.log.kill('SIGSTOP');
    const args = ['stats', '--check-broker', '--connect-timeout', '500ms', '-L', broker.url];
    expect((await runHere(args)).code).toBe(1);
  });
});

describe('stats --check-broker', () => {
  it('finds everything in the embedded broker', async () => {
    const { code, stdout } = await runHere(['stats', '--check-broker', '--embedded', '-J']);
    expect([code, lacking(stdout)]).toEqual([0, []]);
  });

  it('is refused for MQTT-SN', async () => {
    const { code, stderr } = await runHere(['stats', '--check-broker', '-L', 'mqtt-sn://127.0.0.1']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('behind mqtt-sn:// there is a gateway')]);
  });
});
