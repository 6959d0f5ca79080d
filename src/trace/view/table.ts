import { displayWidth } from '../../text/width.ts';
import type { QosRow, SummaryRow, TraceSummary } from '../totals.ts';
import type { Style } from './style.ts';

/** The summary as lines for people. */
export function formatSummary(summary: TraceSummary, style: Style): string[] {
  if (summary.total.bytes === 0) return [`no packets were seen${faults(summary)}`];
  return [
    ...formatTable(packetTable(summary), style),
    '',
    ...(summary.byQos.length > 0 ? [...formatTable(qosTable(summary.byQos), style), ''] : []),
    bytesLine(summary),
  ];
}

type Row = readonly string[];

function packetTable({ rows, total }: TraceSummary): Row[] {
  const cells = ({ fromClient, fromBroker, bytes }: TraceSummary['total']) => [
    `${fromClient}`,
    `${fromBroker}`,
    `${bytes}`,
  ];
  return [
    ['packets', 'from client', 'from broker', 'bytes'],
    ...rows.map((row) => [nameOf(row), ...cells(row)]),
    ['all', ...cells(total)],
  ];
}

function nameOf({ packet, qos }: SummaryRow): string {
  return qos === undefined ? packet.toUpperCase() : `${packet.toUpperCase()} QoS ${qos}`;
}

function qosTable(rows: readonly QosRow[]): Row[] {
  return [
    ['messages', 'sent', 'packets', 'bytes', 'payload', 'acknowledged', 'median', '95 %', 'longest'],
    ...rows.map(({ qos, messages, packets, bytes, payloadBytes, acknowledged }) => [
      `QoS ${qos}`,
      `${messages}`,
      `${packets}`,
      `${bytes}`,
      `${payloadBytes}`,
      ...(acknowledged === undefined
        ? [qos <= 0 ? '-' : '0', '-', '-', '-']
        : [`${acknowledged.count}`, ms(acknowledged.median), ms(acknowledged.p95), ms(acknowledged.max)]),
    ]),
  ];
}

function ms(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
}

function bytesLine(summary: TraceSummary): string {
  const { payloadBytes, protocolBytes, skippedBytes } = summary;
  const all = payloadBytes + protocolBytes + skippedBytes;
  const skipped = skippedBytes > 0 ? `, ${skippedBytes} in packets too long to be read` : '';
  const share = all === 0 ? 0 : (100 * payloadBytes) / all;
  return `${all} bytes: ${payloadBytes} payload (${share.toFixed(0)} %), ${protocolBytes} protocol${skipped}${faults(summary)}`;
}

function faults({ malformed, unreadable }: TraceSummary): string {
  return [
    malformed > 0 ? `; ${malformed} malformed packets` : '',
    unreadable > 0 ? `; ${unreadable} directions not readable to the end` : '',
  ].join('');
}

/** Aligns the first column left, the other columns right. */
function formatTable(rows: readonly Row[], style: Style): string[] {
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  return rows.map((row, index) => {
    const line = row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
    return index === 0 ? style.paint('dim', line) : line;
  });
}
