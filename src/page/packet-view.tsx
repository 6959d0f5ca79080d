import type { FieldRow, PacketContents } from '../dashboard/messages.ts';
import { counted } from '../text/counted.ts';
import { escapeControl } from '../text/escape.ts';
import { chosenPacket } from './ladder-list.tsx';
import { packetDetails } from './model.ts';
import { TableHead } from './table-head.tsx';
import { preciseTime } from './words.ts';

/** The chosen packet: its purpose, and each field with its bytes. */
export function PacketView() {
  const details = packetDetails.value;
  if (chosenPacket.value === undefined || details?.id !== chosenPacket.value)
    return (
      <section class="packet" aria-label="packet">
        <p class="quiet">A click on a packet shows its fields and bytes here.</p>
      </section>
    );
  return (
    <section class="packet" aria-label="packet" aria-live="polite">
      {details.packet === undefined ? <p>This packet is not kept.</p> : <Contents packet={details.packet} />}
    </section>
  );
}

function Contents({ packet }: { readonly packet: PacketContents }) {
  const { name, from, connection, atMs, bytes, purpose, fault, fields, fieldsLeftOut } = packet;
  return (
    <>
      <h2>{name}</h2>
      <p>
        from the {from} of connection {connection} at {preciseTime(atMs)}, {counted(bytes, 'byte')}
      </p>
      {purpose !== undefined && (
        <p class="quiet">
          {name} {purpose}.
        </p>
      )}
      {fault !== undefined && <p class="fault">malformed: {escapeControl(fault)}</p>}
      <table>
        <TableHead columns={['byte', 'field', 'bytes']} />
        <tbody>
          {fields.map((field, i) => (
            <tr key={i}>
              <td>{field.offset}</td>
              <th scope="row">
                {field.name}
                {field.meaning !== undefined && <b>{escapeControl(field.meaning)}</b>}
              </th>
              <td>
                <code>{hexOf(field)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {fieldsLeftOut > 0 && <p>and {counted(fieldsLeftOut, 'more field')}</p>}
    </>
  );
}

/** `30 2a …`; a secret is masked. */
function hexOf({ hex, length }: FieldRow): string {
  if (hex === undefined) return '•• not shown';
  const left = length - hex.length / 2;
  return hex.replace(/..(?=.)/g, '$& ') + (left > 0 ? ` … ${counted(left, 'byte')} more` : '');
}
