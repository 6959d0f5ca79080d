import type { ISubscriptionMap, MqttClient } from 'mqtt';
import { EXIT } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import type { Qos } from '../mqtt-protocol/qos.ts';
import { isErrorCode } from '../mqtt-protocol/reason-code.ts';
import { SUBACK_FAILURE } from '../mqtt-protocol/return-code.ts';

/** A SUBSCRIBE packet of this many filters is far smaller than any broker's packet limit. */
const FILTERS_PER_PACKET = 200;

/** Subscribes in batches. Calls `onRefused` for each refused filter; throws a Failure if the broker refuses all. */
export async function subscribeClient(
  client: MqttClient,
  filters: readonly string[],
  qos: Qos,
  onRefused: (filter: string) => void,
): Promise<void> {
  const refused: { filter: string; code: number }[] = [];
  for (let i = 0; i < filters.length; i += FILTERS_PER_PACKET) {
    refused.push(...(await subscribeBatch(client, filters.slice(i, i + FILTERS_PER_PACKET), qos)));
  }
  for (const { filter } of refused) onRefused(filter);
  if (refused.length > 0 && refused.length === filters.length)
    throw subscriptionRefused(refused[0]?.code ?? SUBACK_FAILURE);
}

function subscribeBatch(client: MqttClient, filters: readonly string[], qos: Qos) {
  const map: ISubscriptionMap = Object.fromEntries(filters.map((filter) => [filter, { qos }]));
  return new Promise<{ filter: string; code: number }[]>((resolve, reject) => {
    client.subscribe(map, (error, granted = [], suback) => {
      // SUBACK carries a code for each filter, in order [MQTT-3.9.3-2].
      const codes = suback?.granted?.map(Number) ?? granted.map((grant) => Number(grant.qos));
      const refused = filters.flatMap((filter, i) =>
        isErrorCode(codes[i] ?? 0) ? [{ filter, code: codes[i] ?? SUBACK_FAILURE }] : [],
      );
      if (error && refused.length === 0) reject(error);
      else resolve(refused);
    });
  });
}

function subscriptionRefused(code: number): Failure {
  const exitCode = code > SUBACK_FAILURE ? code : EXIT.refused;
  return new Failure('the broker refused the subscription; may this user read these topics?', exitCode);
}
