import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SENSOR_KINDS } from '../../src/building/sensors.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { orList } from '../../src/text/reader.ts';
import { runCli } from './run.ts';
import { runHere } from './run-here.ts';

/** Options with wrong values, and the words each error line must have beside the option and the value. */
const EVERYWHERE: readonly (readonly [option: string, value: string, allowed: string])[] = [
  ['--building', 'A/B', 'no / + #'],
  ['--building', '$SYS', 'no $ in front'],
  ['--building', '', 'not empty'],
  ['--floor', 'two', 'whole numbers'],
  ['--floor', '6-4', 'a range: 2,4-6'],
  ['--floor', '1,,2', 'whole numbers'],
  ['--wing', 'n', 'N, S, E or O'],
  ['--wing', 'S,X', 'N, S, E or O'],
  ['--room', '0', 'whole numbers from 1'],
  ['--room', '1.5', 'whole numbers'],
  ['--sensor', 'TMP', orList(SENSOR_KINDS)],
  ['--count', '0', '1 or more'],
  ['--count', '1e3', 'whole number'],
  ['--duration', '5 minutes', '500ms, 5s, 2m, 1h or 7d'],
  ['--duration', '-1s', '500ms, 5s'],
  ['--duration', '1min', '1m here'],
  ['--host', 'a b', 'host name'],
  ['--host', 'mqtt://localhost', '--url'],
  ['--host', 'localhost:1884', '--host localhost --port 1884'],
  ['--port', '0', '1 to 65535'],
  ['--port', '70000', '1 to 65535'],
  ['--port', 'mqtt', 'whole number'],
  ['--mqtt-version', '4.0', '3.1, 3.1.1 or 5'],
  ['--keepalive', '65536', '0 to 65535'],
  ['--session-expiry', '-1', '0 to 4294967295'],
  ['--qos', '3', 'to 2'],
  ['--retry-interval', '0', '10ms or more'],
  ['--retries', '-1', '0'],
  ['--predefined', 'x', 'ID=TOPIC'],
  ['--layout', '/nowhere', "can't be read"],
  ['--topic-template', 'a/{rom}', '{rom} is no name'],
  ['--topic-template', '{floor}{room}', 'would both be'],
  ['--payload-template', '/nowhere', "can't be read"],
  ['--prefix', 'a/', '/ at its end'],
  ['--connect-timeout', '0', 'more than 0'],
  ['--wait', 'long', '500ms, 5s'],
  ['--give-up', 'never', '500ms, 5s'],
  ['--will-topic', 'a/#', 'wildcard'],
  ['--will-qos', '-1', '0 to 2'],
  ['--output', 'json', 'human, jsonl or csv'],
];

const OF_PUBLISH: typeof EVERYWHERE = [
  ['--prefix', 'a/+', 'wildcard'],
  ['--floors', '0', '1 to'],
  ['--rooms', '-3', '1 to'],
  ['--ha-discovery', 'forget', 'or use remove'],
  ['--explain', 'TEMP', 'BUILDING/P_2/O/4/TEMP'],
  ['--clients', 'desk', 'building, floor, wing, room or sensor'],
  ['--status-topic', '{desk}/status', '{desk} is no name'],
  ['--status-topic', '{topic}/#', 'wildcard'],
  ['--ramp', 'slow', '500ms, 5s'],
  ['--churn', '0', 'above 0'],
  ['--interval', '5s-1s', '5s, 1s-5s'],
  ['--interval', '0', '5s, 1s-5s'],
  ['--clock-error', '31', '0 to 30'],
  ['--reading-loss', '100', '0 to 99'],
  ['--interval', '1-2-3', '5s, 1s-5s'],
  ['--every', '0', '1ms or more'],
  ['--rate', '0', 'above 0, or max'],
  ['--rate', 'fast', 'above 0, or max'],
  ['--format', 'xml', 'json, cbor, senml-json or senml-cbor'],
  ['--values', 'random', 'realistic or uniform'],
  ['--range', 'TEMP', 'TEMP=10-30'],
  ['--range', 'TEMP=30-10', 'range within'],
  ['--range', 'HUM=0-101', '0 to 100'],
  ['--range', 'TEMP=1-2-3', 'TEMP=10-30'],
  ['--range', 'GAS=0-1', orList(SENSOR_KINDS)],
  ['--start', 'yesterday', '2026-01-05T08:00:00Z'],
  ['--start', '2026-02-30', '2026-01-05'],
  ['--start', '2026-01-05T25:00', '2026-01-05'],
  ['--speed', '-1', 'above 0, or max'],
  ['--value', 'warm', 'number, or -'],
  ['--value', 'NaN', 'number, or -'],
  ['--topic', 'a/#', 'wildcard'],
  ['--topic', '', 'empty'],
  ['--columns', 'time', 'WHAT=NAME'],
  ['--columns', 'tmie=date', "there is no column 'tmie': use time, "],
  ['--series', 'TEMP', 'NAME=TOPIC'],
  ['--series', 'a=b/#', 'wildcard'],
  ['--date-order', 'dym', 'dmy, mdy or ymd'],
  ['--time-zone', 'Madrid', 'Europe/Madrid'],
  ['--shift', 'later', '2026-01-05T08:00:00Z'],
  ['--repeat', '0', '1 or more'],
  ['--repeat-delay', 'soon', '500ms, 5s'],
  ['--shard', '3/2', '2/3'],
  ['--shard', '1', 'K/N'],
  ['--faults', '2', '0 to 0.25'],
  ['--faults', '/nowhere', "can't be read"],
];

const OF_LISTENERS: typeof EVERYWHERE = [
  ['--prefix', 'a/#', 'use + for each level'],
  ['--prefix', 'a/b+', '+ must stand alone'],
  ['--topic', 'a/#/b', '# must be the last level'],
  ['--topic', 'a+', '+ must stand alone'],
  ['--timeout', '1y', '500ms, 5s'],
  ['--value-path', 'a[', 'data.temperature'],
  ['--value-path', '', 'data.temperature'],
  ['--max-topics', '0', '1 or more'],
];

const OF_WATCH: typeof EVERYWHERE = [
  ['--filter-out', 'a/#/b', '# must be the last level'],
  ['--line-format', '%z', '%z is no field: use %t'],
  ['--line-format', '@q', '@q is no part of a time'],
];

const OF_ALARM: typeof EVERYWHERE = [
  ['--report', 'all', 'breaches or events'],
  ['--max-ahead', 'soon', '500ms, 5s'],
  ['--shard', '0/2', '2/3'],
  ['--above', 'TEMP', 'TEMP=28'],
  ['--above', 'TEMP=warm', 'TEMP=28'],
  ['--below', 'GAS=1', orList(SENSOR_KINDS)],
  ['--publish', 'a/#', 'wildcard'],
  ['--max-ahead', 'never', '500ms, 5s'],
  ['--exec', '', 'a command'],
  ['--exec-timeout', 'long', '500ms, 5s'],
  ['--exec-parallel', '0', '1 to 100'],
  ['--exec-queue', '-1', '0 to 1000000'],
  ['--fail-on', 'severe', 'critical, high, low or info'],
];

const OF_DASHBOARD: typeof EVERYWHERE = [
  ['--listen', 'localhost', '[HOST:]PORT'],
  ['--listen', '127.0.0.1:65536', '[HOST:]PORT'],
  ['--trace', 'localhost', '[HOST:]PORT'],
  ['--allow-host', 'lab.example.org:8090', 'without port'],
  ['--allow-host', '*', 'a host name'],
  ['--duration', 'long', '500ms, 5s'],
  ['--topic', 'a/#/b', '# must be the last level'],
  ['--above', 'TEMP', 'TEMP=28'],
  ['--max-ahead', 'soon', '500ms, 5s'],
  ['--floors', '0', '1 to'],
  ['--rooms', '-3', '1 to'],
  ['--rate', 'fast', 'above 0, or max'],
  ['--start', 'yesterday', '2026-01-05T08:00:00Z'],
  ['--speed', '-1', 'above 0, or max'],
  ['--faults', '2', '0 to 0.25'],
  ['--replay', '/nowhere', "can't be read"],
  ['--record', '/nowhere/r', "can't be written"],
];

const OF_GATEWAY: typeof EVERYWHERE = [
  ['--max-clients', '0', '1 to 1000000'],
  ['--max-clients-per-host', '0', '1 to 1000000'],
];

const OF_TRACE: typeof EVERYWHERE = [
  ['--interfere', 'withhold', ':PACKET behind it'],
  [
    '--interfere',
    'lose:puback',
    'character 1: use withhold, delay, duplicate, cut, refuse, restart, keep or forget',
  ],
  ['--interfere', 'withhold:pubak', 'character 10: use connect'],
  ['--interfere', 'delay=long:any', 'character 7: use a duration such as 500ms, 5s'],
  ['--interfere', 'cut:publish:0', 'character 13: use the numbers'],
  ['--seed', '', 'a number or text'],
];

const OF_CHECK: typeof EVERYWHERE = [
  ['--exec', '', 'a command'],
  ['--exec', "python3 'a", 'a quote is never closed'],
  ['--listen', 'localhost', '[HOST:]PORT'],
  ['--building', 'A/B', 'no / + #'],
  ['--above', 'TEMP', 'TEMP=28'],
  ['--prefix', 'a/', '/ at its end'],
  ['--time-limit', '0', 'more than 0'],
  ['--time-limit', 'long', '500ms, 5s'],
  ['--lang', 'fr', 'en or es'],
  ['--results-for', 'moodle', 'gradescope or classroom50'],
];

const ROWS = [
  ...[...EVERYWHERE, ...OF_PUBLISH].map((row) => ['publish', ...row] as const),
  ...[...EVERYWHERE, ...OF_LISTENERS, ...OF_ALARM].map((row) => ['alarm', ...row] as const),
  ...[...EVERYWHERE, ...OF_LISTENERS, ...OF_WATCH].map((row) => ['watch', ...row] as const),
  ['publish', '--workers', '0', '1 to 64'] as const,
  ['publish', '--worker', '3/2', '2/3'] as const,
  ['watch', '--sleep', '500ms', '1s to 12h'] as const,
  ...OF_TRACE.map((row) => ['trace', ...row] as const),
  ...OF_GATEWAY.map((row) => ['gateway', ...row] as const),
  ...OF_DASHBOARD.map((row) => ['dashboard', ...row] as const),
  ...OF_CHECK.map((row) => ['check', ...row] as const),
];

// Nothing listens on this port: a command would exit with 1 if it went on to connect.
const NOWHERE = ['-L', 'mqtt://127.0.0.1:1'];

describe('a wrong value', () => {
  it.each(ROWS)('%s %s %j', async (command, option, value, allowed) => {
    const { code, stdout, stderr } = await runHere([command, ...NOWHERE, option, value]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^building-sim: [^\n]*\n$/);
    expect(stderr).toContain(`${option} '${value}'`);
    expect(stderr).toContain(allowed);
  });

  it.each(
    [
      ...new Map(
        [...EVERYWHERE, ...OF_PUBLISH].map((row) => [row[0], ['publish', ...row] as const]),
      ).values(),
    ].filter(([, , value]) => value !== '' && value !== '/nowhere'),
  )('in the environment of %s: %s %j', async (command, option, value, allowed) => {
    const name = `BUILDING_SIM_${option.slice(2).replaceAll('-', '_').toUpperCase()}`;
    const { code, stderr } = await runHere([command, ...NOWHERE], { env: { [name]: value } });
    expect(code).toBe(2);
    expect(stderr).toContain(`${name} '${value}'`);
    expect(stderr).toContain(allowed);
  });

  it('is known for every option of publish, alarm and watch that can have one', async () => {
    const anyText = [
      'id',
      'id-prefix',
      'missing',
      'username',
      'message',
      'will-payload',
      'password',
      'seed',
      'rules',
    ];
    const files = [
      'password-file',
      'credentials',
      'cafile',
      'cert',
      'key',
      'config',
      'file',
      'replay',
      'truth',
      'state',
      'from-state',
    ];
    const elsewhere = ['url', 'default-port', ...anyText, ...files];
    for (const entry of COMMANDS) {
      if (!('load' in entry) || !['publish', 'alarm', 'watch'].includes(entry.name)) continue;
      const { options } = await entry.load();
      const taking = Object.keys(options).filter((name) => options[name]?.takes !== undefined);
      const tried = ROWS.map(([, option]) => option.slice(2));
      expect(taking.filter((name) => !tried.includes(name) && !elsewhere.includes(name))).toEqual([]);
    }
  });
});

describe('options that do not go together', () => {
  it.each([
    ['publish --no-clean', '--disable-clean-session needs --id'],
    ['watch -c', 'needs --id'],
    ['watch -c --id', '--id needs a value'],
    ['publish -x 60', '--session-expiry needs --mqtt-version 5'],
    [
      'trace --listen 0 -L ws://127.0.0.1 --interfere cut:publish',
      'use mqtt:// or mqtts:// instead of ws://',
    ],
    ['trace --listen 0 -L mqtt-sn://127.0.0.1 --interfere cut:publish', 'instead of mqtt-sn://'],
    ['publish --workers 2 -C 3', '--workers: leave out --count'],
    ['publish --workers 2 --shard 1/2', '--workers: leave out --shard'],
    ['publish --workers 2 -t a -m b', '--workers: leave out --topic'],
    ['trace --listen 0 -L mqtt-sn://?', 'needs the address of its gateway'],
    ['watch --sleep 30s', '--sleep needs an mqtt-sn:// URL'],
    ['watch -L mqtt://?', 'use PROTOCOL://'],
    ['publish -P secret', '--password needs --username'],
    ['publish --churn 1', '--churn needs --clients'],
    ['publish --orders -t a -m b', '--orders needs a simulated building'],
    ['publish -t a -m b --status-topic c', '--status-topic means nothing with --topic'],
    ['publish --status-topic {room}/status', '{room} means nothing to the client of a building'],
    ['publish --clients room -t a -m b', '--clients needs a simulated building'],
    ['publish --clients room --will-topic a', '--status-topic'],
    ['publish --clients room -c', 'is for one client'],
    ['publish --clients room -i x{place} --no-clean', 'begins a new session after a loss'],
    ['publish --clients room -V 5 -x 60', '--session-expiry is for one client'],
    ['publish --clients room --churn 1 --speed max', '--churn needs a clock'],
    ['publish --clients room -i node-{floor}', "two clients would have the id 'node-1'"],
    ['publish --clients floor -i node-{room}', '{room} means nothing to the client of a floor'],
    ['publish --clients floor -i node-{desk}', '{desk} is no name'],
    ['publish --clients room --status-topic a/{floor}', "keep their state in 'a/1'"],
    ['broker --store-sync 1s', '--store-sync needs --store'],
    ['alarm --cafile x', '--cafile needs a broker URL with TLS'],
    ['alarm --insecure', '--insecure needs a broker URL with TLS'],
    ['watch -L mqtts://127.0.0.1 --cert x', '--cert and --key go together'],
    ['watch --will-payload x', 'need --will-topic'],
    ['watch --will-retain', 'need --will-topic'],
    ['publish --every 1s --rate 1', '--every and --rate: use only one of them'],
    ['publish --interval 1s --every 1s', '--interval and --every'],
    ['publish --floor 9', '--floor 9: the building has floors 1-4; --floors 9 makes it larger'],
    ['publish --floor 3-5 --dry-run', '--floor 5: the building has floors 1-4'],
    ['publish --floors 2 --floor 3', '--floor 3: the building has floors 1-2'],
    ['dashboard --seed 7', '--seed is for --simulate: add it, or leave --seed out'],
    ['dashboard --truth t.jsonl', '--truth is for --simulate'],
    ['dashboard --trace 1883 -p 1883', "--trace 1883 is the broker's own port"],
    ['dashboard --simulate -t a', '--simulate needs a selection of sensors: leave --topic out'],
    ['dashboard --simulate --prefix a/+', "leave the + out of --prefix 'a/+'"],
    ['dashboard --simulate --room 7', '--room 7: the building has rooms 1-6 in each wing'],
    ['dashboard --simulate --truth /nonexistent/t', "--truth '/nonexistent/t'"],
    ['check', 'name an exercise, such as alarm'],
    ['check alrm', "no exercise 'alrm': did you mean alarm?"],
    ['check ./nowhere.yaml', "exercise './nowhere.yaml': can't be read"],
    ['check alarm --exec {hots}', '{hots} stands for nothing; use {host}'],
    ['demo --room 7', '--room 7: the building has rooms 1-6 in each wing'],
    ['publish --rooms 2 --room 3-9', '--room 9: the building has rooms 1-2 in each wing'],
    ['publish --value 1', '384 sensors are selected'],
    ['publish --floor 1 --wing N --room 1 --sensor TEMP --value 1 --every 1s', '--every means nothing'],
    ['publish -t a', '--topic needs one of -m'],
    ['publish -m a', 'need --topic'],
    ['publish -t a -m b -n', 'use only one of them'],
    ['publish -t a -m b --rate 1', '--rate means nothing with --topic'],
    ['publish -t a -f /nonexistent', "--file '/nonexistent': can't be read: no such file or directory"],
    ['alarm -t a --floor 1', 'leave --floor or --topic out'],
    ['topics list --floors 1 --floor 2', '--floors 1 makes floor 1'],
    ['alarm --room 1-100 --floor 1-200', '20000 topic filters, more than 10000'],
    [
      'watch -u ann --password-file /nonexistent',
      "--password-file '/nonexistent': can't be read: no such file or directory",
    ],
    ['watch --config /nonexistent', "--config '/nonexistent': can't be read: no such file or directory"],
    [
      'watch -L mqtts://127.0.0.1 --cafile /nonexistent',
      "--cafile '/nonexistent': can't be read: no such file or directory",
    ],
  ])('%s', async (line, fault) => {
    const { code, stdout, stderr } = await runHere(line.split(' '));
    expect(stderr).toMatch(/^building-sim: [^\n]*\n$/);
    expect(stderr).toContain(fault);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('a line that is no command line', () => {
  it.each([
    ['nonsense', "unknown command 'nonsense'"],
    ['publsih', 'did you mean publish?'],
    ['pub -t x -m y', "unknown command 'pub'; did you mean publish?"],
    ['help nonsense', "unknown command 'nonsense'"],
    ['watch lab/x', "unknown argument 'lab/x'; a topic needs -t: -t lab/x"],
    ['publish -h', '-h needs a value: the host of the broker'],
    ['publish --url localhost:1883', "--url 'localhost:1883': use mqtt://localhost:1883"],
    ['publish extra', "'extra'"],
    ['publish --nope', 'unknown option --nope'],
    ['publish --hots x', 'unknown option --hots; did you mean --host?'],
    ['alarm --threshold 30', 'did you mean --above?'],
    ['watch --user ann', 'did you mean --username?'],
    ['watch --time 5s', 'did you mean --duration?'],
    ['watch -L tcp://localhost:1883', 'use mqtt:// instead of tcp://'],
    ['topics', 'topics needs list, filter, match or explain'],
    ['topics match', 'too few arguments: use building-sim topics match <filter> [topics..]'],
    ['publish -Z', 'unknown option -Z'],
    ['publish --dry-run=maybe', '--dry-run takes no value'],
    ['publish --count', '--count needs a value'],
    ['publish -C', '-C needs a value'],
  ])('building-sim %s', async (line, fault) => {
    const { code, stdout, stderr } = await runHere(line.split(' ').filter((word) => word !== ''));
    expect(stderr).toMatch(/^building-sim: [^\n]*\n$/);
    expect(stderr).toContain(fault);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('ends the process with 2 and shows no stack', async () => {
    const { code, stdout, stderr } = await runCli(['publish', '--port', '0']);
    expect(stderr).toBe("building-sim: --port '0': use 1 to 65535\n");
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it.each([
    ['publish', '--topic', 'BUILDING/P_2/O/4/TEMP\r', '-m', '31'],
    ['alarm', '--prefix', 'MIOT/jane\r'],
  ])('refuses a control character, such as a Windows line end, and shows it: %s %s', async (...args) => {
    const { code, stderr } = await runCli(args);
    expect(stderr).toMatch(/^building-sim: --(topic|prefix) '[\w/]+\\r': it contains a control character/);
    expect(code).toBe(2);
  });

  it('shows the stack with --debug', async () => {
    const { code, stderr } = await runCli(['publish', '--qos', '3', '--debug']);
    expect(stderr).toMatch(/\n {4}at /);
    expect(code).toBe(2);
  });
});

it.each([
  ['publish --floor -1 --wing N --room 9 --sensor TEMP --value 20 --dry-run', 'BUILDING/P_-1/N/9/TEMP'],
  ['topics list --floor 9 --wing N --room 1 --sensor TEMP', 'BUILDING/P_9/N/1/TEMP'],
  ['topics filter --floor 9', '+/P_9/+/+/+'],
])('a floor of any number has topics, though no simulated readings: %s', async (line, topic) => {
  const { code, stdout } = await runHere(line.split(' '));
  expect(stdout).toContain(topic);
  expect(code).toBe(0);
});

it.each(['TEMP=20..20', 'temp=20-20'])('--range takes %s', async (range) => {
  const line = 'publish --dry-run -C 3 --sensor TEMP --speed max -J --faults 0 --range';
  const { stdout } = await runHere([...line.split(' '), range]);
  expect(stdout.match(/"value":20,/g)).toHaveLength(3);
});

it('several mistakes in a file are told in one line, each with its place', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'building-sim-'));
  const file = join(folder, 'rules.yaml');
  await writeFile(file, 'rules: [{ name: a, limits: [{ level: severe, above: x }] }]\n');
  const { code, stderr } = await runHere(['alarm', '--rules', file]);
  await rm(folder, { recursive: true });
  expect(stderr.replaceAll(file, 'FILE')).toBe(
    "building-sim: FILE:1:38: 'severe': use critical, high, low or info; FILE:1:53: 'x': use a number\n",
  );
  expect(code).toBe(2);
});
