import { connectAsync, type MqttClient } from 'mqtt';

export interface MqttJsLoad {
  readonly url: string;
  readonly clients: number;
  readonly rampMs: number;
  /** Readings a second, of all clients together. */
  readonly rate: number;
  readonly seconds: number;
}

/**
 * The usual way to be many devices: a client of mqtt.js each, with will and online state. Publishes a message of the same
 * size again and again, at QoS 1. Writes a line of JSON when all are connected, and one at the end.
 */
export async function runMqttJsClients({ url, clients, rampMs, rate, seconds }: MqttJsLoad): Promise<void> {
  const opened: MqttClient[] = [];
  const fromMs = performance.now();
  const connecting = Array.from({ length: clients }, async (_, n) => {
    await new Promise((resolve) => setTimeout(resolve, (n * rampMs) / clients));
    const topic = `BUILDING/P_1/N/${n}/status`;
    const will = { topic, payload: Buffer.from('offline'), qos: 1, retain: true } as const;
    const client = await connectAsync(url, { clientId: `js-${n}`, will });
    await client.publishAsync(topic, 'online', { qos: 1, retain: true });
    opened.push(client);
  });
  await Promise.all(connecting);
  tell({ connectedMs: performance.now() - fromMs, ...usage() });

  const payload = Buffer.from(
    '{"sensor":"TEMP","value":21.92,"unit":"Cel","time":"2026-01-05T08:00:01.310Z"}',
  );
  const [startMs, cpu] = [performance.now(), process.cpuUsage()];
  let [sent, acknowledged] = [0, 0];
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const elapsedMs = performance.now() - startMs;
      const due = Math.min(Math.floor((elapsedMs * rate) / 1000), rate * seconds);
      for (; sent < due && sent - acknowledged < clients; sent++) {
        const n = sent % clients;
        opened[n]?.publish(`BUILDING/P_1/N/${n}/TEMP`, payload, { qos: 1 }, () => acknowledged++);
      }
      const isOver = acknowledged === rate * seconds || elapsedMs > 3000 * seconds;
      if (!isOver) return;
      clearInterval(timer);
      resolve();
    }, 5);
  });
  const { user, system } = process.cpuUsage(cpu);
  const publishMs = performance.now() - startMs;
  tell({ sent, acknowledged, publishMs, cpuUs: (user + system) / acknowledged, ...usage() });
  process.exit(0);
}

function usage() {
  return { rssMb: process.memoryUsage.rss() / 1e6 };
}

function tell(record: object): void {
  process.stdout.write(`${JSON.stringify(record)}\n`);
}
