import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from '../cli/child.ts';
import { freePort } from '../cli/free-port.ts';

/** Debian's /usr/sbin/rabbitmq-server changes to the user rabbitmq and its folders, and calls this script. */
const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const NODES = [1, 2, 3] as const;

/** Three nodes of RabbitMQ on this machine, with MQTT on ports of their own and quorum queues for kept sessions. */
export interface RabbitCluster {
  readonly urls: readonly [string, string, string];
  /** Process ids of the nodes. */
  readonly pids: readonly (number | undefined)[];
  /** For files of the test; goes with the cluster. */
  readonly folder: string;
  /** Ends the n-th node (from 0) as a power cut would. */
  kill(n: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startRabbitCluster(): Promise<RabbitCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'building-sim-rabbitmq-'));
  const epmdPort = await freePort();
  // Without an epmd a node starts its own, and that process outlives the node.
  const epmd = startChild('epmd', ['-port', `${epmdPort}`, '-address', '127.0.0.1']);
  const ports = [await freePort(), await freePort(), await freePort()] as const;
  const start = (i: number) => startNode({ folder, epmdPort, mqttPort: ports[i] ?? 0, number: i + 1 });
  // The others join the first: starting all three at once may found three clusters.
  const first = await start(0);
  const nodes = [first, ...(await Promise.all([start(1), start(2)]))];
  return {
    urls: [`mqtt://127.0.0.1:${ports[0]}`, `mqtt://127.0.0.1:${ports[1]}`, `mqtt://127.0.0.1:${ports[2]}`],
    pids: nodes.map((node) => node.process.pid),
    folder,
    kill: async (n) => {
      await nodes[n]?.stop('SIGKILL');
    },
    stop: async () => {
      await Promise.all(nodes.map((node) => node.stop('SIGKILL')));
      await epmd.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface NodeSettings {
  readonly folder: string;
  readonly epmdPort: number;
  readonly mqttPort: number;
  readonly number: number;
}

async function startNode({ folder, epmdPort, mqttPort, number }: NodeSettings): Promise<Child> {
  const home = join(folder, `node${number}`);
  await mkdir(home);
  await writeFile(join(home, '.erlang.cookie'), 'building-sim', { mode: 0o400 });
  await writeFile(join(home, 'rabbitmq.conf'), configuration(mqttPort));
  await writeFile(join(home, 'advanced.config'), '[{rabbitmq_mqtt,[{durable_queue_type,quorum}]}].\n');
  await writeFile(join(home, 'plugins'), '[rabbitmq_mqtt].\n');
  const server = startChild(SERVER, [], {
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      ERL_EPMD_PORT: `${epmdPort}`,
      ERL_EPMD_ADDRESS: '127.0.0.1',
      RABBITMQ_NODENAME: nodeName(number),
      RABBITMQ_DIST_PORT: `${await freePort()}`,
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
      RABBITMQ_CONFIG_FILE: join(home, 'rabbitmq.conf'),
      RABBITMQ_ADVANCED_CONFIG_FILE: join(home, 'advanced.config'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(home, 'plugins'),
      RABBITMQ_MNESIA_BASE: join(home, 'data'),
      RABBITMQ_LOG_BASE: join(home, 'log'),
      RABBITMQ_LOGS: '-',
      RABBITMQ_PID_FILE: join(home, 'pid'),
      // The script becomes the node, so a signal to the script reaches the node.
      RUNNING_UNDER_SYSTEMD: 'true',
    },
  });
  await server.line(/Server startup complete/);
  return server;
}

function configuration(mqttPort: number): string {
  return [
    'listeners.tcp = none',
    `mqtt.listeners.tcp.1 = 127.0.0.1:${mqttPort}`,
    'mqtt.tcp_listen_options.nodelay = true',
    'mqtt.allow_anonymous = true',
    'cluster_formation.peer_discovery_backend = classic_config',
    ...NODES.map((number) => `cluster_formation.classic_config.nodes.${number} = ${nodeName(number)}`),
    '',
  ].join('\n');
}

function nodeName(number: number): string {
  return `node${number}@localhost`;
}
