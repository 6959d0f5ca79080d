import { type BareClient, bareMqttSnClient } from './parts/bare-clients.ts';
import { median } from './parts/median.ts';
import { startMosquitto } from './parts/mosquitto.ts';
import { acknowledgedPerSecond, deliverPaced, startGateway } from './parts/mqtt-sn.ts';
import { memoryMb } from './parts/programs.ts';

/**
 * The gateway's throughput, with mosquitto behind it and one process for each part: QoS 1 one message after the other,
 * QoS 0 at a rate, and the memory of a thousand clients. The client is a bare UDP socket of Node.
 */
const ROUNDS = 5;
const SEQUENTIAL = 5000;
const CLIENTS = 1000;

const broker = await startMosquitto();
try {
  const gateway = await startGateway(['--url', broker.url]);
  const rates: number[] = [];
  const client = await bareMqttSnClient(gateway.port, 'bench/mqtt-sn');
  for (let round = 0; round < ROUNDS; round++) rates.push(await acknowledgedPerSecond(client, SEQUENTIAL));
  print(
    `QoS 1, one after the other, 20 octets: ${median(rates).toFixed(0)} messages/s (median of ${ROUNDS})`,
  );
  const { sent, arrived, ms } = await deliverPaced(client, broker.port);
  print(`QoS 0 at ${((sent * 1000) / ms).toFixed(0)}/s: ${arrived} of ${sent} arrived`);
  client.close();

  const fresh = await startGateway(['--url', broker.url]);
  const before = memoryMb(fresh.process, 'VmRSS');
  const clients: BareClient[] = [];
  for (let i = 0; i < CLIENTS; i++) {
    const one = await bareMqttSnClient(fresh.port, 'bench/many', `bench${i}`);
    for (let n = 1; n <= 5; n++) await one.publishAcknowledged();
    clients.push(one);
  }
  const after = memoryMb(fresh.process, 'VmRSS');
  print(`${CLIENTS} clients: ${after?.toFixed(0)} MB, ${before?.toFixed(0)} MB without any`);
  for (const one of clients) one.close();
} finally {
  await broker.stop('SIGKILL');
}
process.exit();

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
