import { expect, it } from 'vitest';
import { viewPayload } from '../../../../src/sinks/screen/views/payload.ts';

const hex = (digits: string) => new Uint8Array(Buffer.from(digits, 'hex'));
const text = (value: string) => new Uint8Array(Buffer.from(value));

it.each([
  [text('{"value":21.5}'), { format: 'json', text: '{"value":21.5}', value: { value: 21.5 } }],
  [text('20.5'), { format: 'text', text: '20.5', value: '20.5' }],
  [text('Disconnected'), { format: 'text', text: 'Disconnected', value: 'Disconnected' }],
  [text(''), { format: 'text', text: '', value: '' }],
  [
    hex('a16576616c7565fb4035800000000000'),
    { format: 'cbor', text: '{"value": 21.5}', value: { value: 21.5 } },
  ],
  [hex('a2617482c1182a41ff01f7'), { format: 'cbor', value: { t: [42, 'ff'], 1: undefined } }],
  [hex('00ff'), { format: 'binary', text: '00ff', value: '00ff' }],
])('%s', (payload, view) => {
  expect(viewPayload(payload)).toMatchObject(view);
});
