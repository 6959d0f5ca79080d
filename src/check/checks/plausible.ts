import { sensorType } from '../../building/sensors.ts';
import { readPayload } from '../../payload/read.ts';
import { number } from '../../yaml/values.ts';
import { checkKind } from '../check.ts';
import { messagesOf, packetOf, payloadWords, sensorOfTopic } from '../packets.ts';
import { wholeNumber } from '../parameters.ts';
import { enough } from '../progress.ts';
import { failed, PASSED } from '../verdict.ts';
import { verbatim, words } from '../words.ts';

/** Every value lies in the range of its sensor, or in the range asked for, and the values differ. */
export const plausible = checkKind({
  name: 'plausible',
  parameters: { from: number, to: number, messages: wholeNumber(2, 10_000) },
  rule: ({ from, to }) =>
    from === undefined && to === undefined
      ? words(
          'the values are possible for their sensor, and they vary',
          'los valores son posibles para su sensor, y varían',
        )
      : words(
          `the values are from ${from ?? '…'} to ${to ?? '…'}, and they vary`,
          `los valores van de ${from ?? '…'} a ${to ?? '…'}, y varían`,
        ),
  decide: (evidence, { from, to, messages: least = 20 }, _, isOver) => {
    const values = messagesOf(evidence).flatMap((message) => {
      const sensor = sensorOfTopic(message.topic) ?? (from === undefined ? undefined : 'TEMP');
      if (sensor === undefined) return [];
      const read = readPayload(message.payload, sensor);
      if (read.kind !== 'reading') return [];
      const [low, high] = sensorType(sensor).range;
      return [{ message, value: read.value, low: from ?? low, high: to ?? high, unit: read.unit }];
    });
    const wrong = values.find(({ value, low, high }) => value < low || value > high);
    if (wrong !== undefined) {
      const { message, low, high, unit } = wrong;
      return failed({
        seen: verbatim(`${message.topic} ${payloadWords(message.payload)}`),
        expected: words(`${low} to ${high} ${unit}`, `de ${low} a ${high} ${unit}`),
        ...packetOf(message),
      });
    }
    const short = enough(values.length, least, isOver);
    if (short !== undefined || values.length < least) return short;
    if (new Set(values.map(({ value }) => value)).size > 1) return PASSED;
    return failed({
      seen: words(
        `${values.length} messages, each with the value ${values[0]?.value}`,
        `${values.length} mensajes, todos con el valor ${values[0]?.value}`,
      ),
      expected: words('values that differ', 'valores que varíen'),
    });
  },
});
