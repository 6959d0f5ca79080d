import type { BrokerFigure } from '../dashboard/messages.ts';
import { escapeControl } from '../text/escape.ts';
import { brokerFigures, nowMs } from './model.ts';
import { extremes, sparkline } from './sparkline.ts';
import { TableHead } from './table-head.tsx';
import { grouped, shortDuration } from './words.ts';

const BOX = { width: 220, height: 24 };

/** The broker's own figures under `$SYS`, each with its last hour. */
export function BrokerPanel() {
  const broker = brokerFigures.value;
  return (
    <section aria-label="figures of the broker">
      <h2>Figures of the broker ($SYS)</h2>
      {broker === undefined ? (
        <p class="quiet">The broker has published none yet.</p>
      ) : (
        <>
          <p class="quiet">
            {escapeControl(broker.version ?? 'a broker that does not say its version')}
            {broker.uptimeS !== undefined && `, up ${shortDuration(broker.uptimeS * 1000)}`}
          </p>
          <table>
            <TableHead columns={['figure', 'total', 'per second', 'last hour', 'least', 'most']} />
            <tbody>
              {broker.rows.map((figure) => (
                <Figure key={figure.label} figure={figure} />
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

function Figure({ figure: { label, total, rate, history, isRate } }: { readonly figure: BrokerFigure }) {
  const [least, most] = extremes(history);
  const digits = isRate ? 1 : 0;
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>{total !== undefined && grouped(total)}</td>
      <td>{rate !== undefined && grouped(rate, 1)}</td>
      <td>
        <svg class="sparkline" {...BOX} aria-hidden="true">
          <path d={sparkline(history, nowMs.value, BOX)} />
        </svg>
      </td>
      <td>{history.length > 0 && grouped(least, digits)}</td>
      <td>{history.length > 0 && grouped(most, digits)}</td>
    </tr>
  );
}
