import { counted } from '../text/counted.ts';
import { escapeControl } from '../text/escape.ts';
import { LadderList } from './ladder-list.tsx';
import { askForCapture, tracedConnection } from './link.ts';
import { packetTotals, welcome } from './model.ts';
import { PacketView } from './packet-view.tsx';
import { TableHead } from './table-head.tsx';
import { grouped } from './words.ts';

/** The packets of the clients at the traced port as a ladder, beside it the chosen packet and the totals. */
export function PacketPanel() {
  const { tracedAt } = welcome.value ?? {};
  const { connections = 0 } = packetTotals.value ?? {};
  return (
    <>
      <section class="ladder" aria-label="packets">
        <h2>
          {counted(connections, 'connection')} at {tracedAt} <ClientChoice />
          <button type="button" onClick={askForCapture}>
            Save as pcapng
          </button>
        </h2>
        {connections === 0 && (
          <p class="quiet">
            A client that connects to <code>{tracedAt}</code> in place of the broker is drawn here, packet by
            packet.
          </p>
        )}
        <LadderList />
      </section>
      <aside>
        <PacketView />
        <Totals />
      </aside>
    </>
  );
}

function ClientChoice() {
  const clients = packetTotals.value?.clients ?? [];
  return (
    <label class="choice">
      <span class="unseen">client</span>
      <select
        value={tracedConnection.value}
        onChange={({ currentTarget }) => {
          tracedConnection.value = Number(currentTarget.value);
        }}
      >
        <option value={0}>all clients</option>
        {clients.map(({ connection, name, isOpen }) => (
          <option key={connection} value={connection}>
            #{connection} {escapeControl(name)}
            {!isOpen && ' (closed)'}
          </option>
        ))}
      </select>
    </label>
  );
}

/** All packets since the start: messages by QoS with their acknowledgements, and what they cost. */
function Totals() {
  const totals = packetTotals.value;
  if (totals === undefined) return null;
  const { byQos, total, payloadBytes, protocolBytes, malformed, rows } = totals;
  const all = payloadBytes + protocolBytes;
  return (
    <section aria-label="totals">
      <h2>All packets so far</h2>
      <table>
        <TableHead columns={['messages', 'sent', 'packets', 'bytes', 'acknowledged in']} />
        <tbody>
          {byQos.map(({ qos, messages, packets, bytes, acknowledged }) => (
            <tr key={qos}>
              <th scope="row">QoS {qos}</th>
              <td>{grouped(messages)}</td>
              <td>{grouped(packets)}</td>
              <td>{grouped(bytes)}</td>
              <td>{acknowledged === undefined ? '–' : `${acknowledged.median.toFixed(1)} ms`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        {counted(total.fromClient + total.fromBroker, 'packet')}, {grouped(all)} bytes
        {all > 0 && `, ${((100 * payloadBytes) / all).toFixed(0)} % of them payload`}
        {malformed > 0 && <b>, {malformed} malformed</b>}
      </p>
      <details>
        <summary>by packet</summary>
        <table>
          <TableHead columns={['packet', 'from client', 'from broker', 'bytes']} />
          <tbody>
            {rows.map(({ packet, qos, fromClient, fromBroker, bytes }) => (
              <tr key={`${packet} ${qos}`}>
                <th scope="row">
                  {packet.toUpperCase()}
                  {qos !== undefined && ` QoS ${qos}`}
                </th>
                <td>{grouped(fromClient)}</td>
                <td>{grouped(fromBroker)}</td>
                <td>{grouped(bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}
