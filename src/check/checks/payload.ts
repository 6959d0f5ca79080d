import { parsePayload } from '../../payload/parse.ts';
import { readPayload } from '../../payload/read.ts';
import { checkKind } from '../check.ts';
import { messagesOf, packetOf, payloadWords, type SeenMessage, sensorOfTopic } from '../packets.ts';
import { oneOfWords, wholeNumber } from '../parameters.ts';
import { enough } from '../progress.ts';
import { type Clues, failed, PASSED } from '../verdict.ts';
import { verbatim, type Words, words } from '../words.ts';

const FORMATS = ['json', 'cbor', 'any'] as const;
type Format = (typeof FORMATS)[number];

/** Every payload is an object in the format asked for, with the value of the sensor. */
export const payload = checkKind({
  name: 'payload',
  parameters: { format: oneOfWords(FORMATS), messages: wholeNumber(1, 10_000) },
  rule: ({ format = 'any' }) => {
    const name = NAMES[format];
    return words(
      `the payload is ${name.en} with the value of the sensor`,
      `el payload es ${name.es} con el valor del sensor`,
    );
  },
  decide: (evidence, { format = 'any', messages: least = 20 }, _, isOver) => {
    const messages = messagesOf(evidence);
    for (const message of messages) {
      const fault = faultOf(message, format);
      if (fault !== undefined) {
        return failed({ seen: verbatim(payloadWords(message.payload)), ...fault, ...packetOf(message) });
      }
    }
    return enough(messages.length, least, isOver) ?? (messages.length >= least ? PASSED : undefined);
  },
});

const NAMES: Readonly<Record<Format, Words>> = {
  json: words('a JSON object', 'un objeto JSON'),
  cbor: words('a CBOR map', 'un mapa CBOR'),
  any: words('JSON or CBOR', 'JSON o CBOR'),
};

const EXAMPLE = '{"sensor":"TEMP","value":21.5,"unit":"Cel"}';

function faultOf({ topic, payload: bytes }: SeenMessage, format: Format): Clues | undefined {
  const expected = words(
    `${NAMES[format].en}, such as ${EXAMPLE}${format === 'cbor' ? ' in CBOR' : ''}`,
    `${NAMES[format].es}, como ${EXAMPLE}${format === 'cbor' ? ' en CBOR' : ''}`,
  );
  const parsed = parsePayload(bytes);
  if (parsed.kind === 'broken') return { expected, ...hintOf(bytes) };
  const isNamed = format === 'any' ? parsed.kind !== 'number' : parsed.kind === format;
  if (!isNamed) return { expected };
  const sensor = sensorOfTopic(topic);
  const read = sensor && readPayload(bytes, sensor);
  if (read?.kind !== 'unreadable') return undefined;
  return {
    expected: words(`${expected.en}; but ${read.reason}`, `${expected.es} (${read.reason})`),
  };
}

/** Python's `str(dict)` looks nearly like JSON. */
function hintOf(bytes: Uint8Array): Clues {
  if (!/^\{\s*'/.test(Buffer.from(bytes.subarray(0, 20)).toString('latin1'))) return {};
  return {
    hint: words(
      "this is Python's own notation: use json.dumps(data) instead of str(data)",
      'esto es la notación de Python: usa json.dumps(data) en vez de str(data)',
    ),
  };
}
