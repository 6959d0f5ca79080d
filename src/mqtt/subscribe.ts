import type { ISubscriptionMap, MqttClient } from 'mqtt';
import { EXIT } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import type { Qos } from '../mqtt-protocol/qos.ts';

/** A SUBSCRIBE packet of this many filters stays far below every broker's packet limit. */
const BATCH = 200;

/** Subscribes in batches. Tells each filter that is refused; throws a Failure if all are. */
export async function subscribeClient(
  client: MqttClient,
  filters: readonly string[],
  qos: Qos,
  onRefused: (filter: string) => void,
): Promise<void> {
  const refused: { filter: string; code: number }[] = [];
  for (let i = 0; i < filters.length; i += BATCH) {
    refused.push(...(await subscribeBatch(client, filters.slice(i, i + BATCH), qos)));
  }
  for (const { filter } of refused) onRefused(filter);
  if (refused.length > 0 && refused.length === filters.length)
    throw subscriptionRefused(refused[0]?.code ?? 128);
}

function subscribeBatch(client: MqttClient, filters: readonly string[], qos: Qos) {
  const map: ISubscriptionMap = Object.fromEntries(filters.map((filter) => [filter, { qos }]));
  return new Promise<{ filter: string; code: number }[]>((resolve, reject) => {
    client.subscribe(map, (error, granted = [], suback) => {
      // SUBACK carries a code for each filter, in order; 128 and above is a refusal [MQTT-3.9.3-2].
      const codes = suback?.granted?.map(Number) ?? granted.map((grant) => Number(grant.qos));
      const refused = filters.flatMap((filter, i) =>
        (codes[i] ?? 0) >= 128 ? [{ filter, code: codes[i] ?? 128 }] : [],
      );
      if (error && refused.length === 0) reject(error);
      else resolve(refused);
    });
  });
}

function subscriptionRefused(code: number): Failure {
  const exitCode = code > 128 ? code : EXIT.refused;
  return new Failure('the broker refused the subscription; may this user read these topics?', exitCode);
}
