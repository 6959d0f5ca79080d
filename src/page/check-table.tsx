import type { CheckRow } from '../dashboard/messages.ts';
import { escapeControl } from '../text/escape.ts';
import { nowMs } from './model.ts';
import { shortDuration } from './words.ts';

/** The class at work: a row for each student whose program is judged with `check --report-to`. */
export function CheckTable({ rows }: { readonly rows: readonly CheckRow[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">topic</th>
          <th scope="col">exercise</th>
          <th scope="col">state</th>
          <th scope="col">checks</th>
          <th scope="col">passed</th>
          <th scope="col">points</th>
          <th scope="col">age</th>
          <th scope="col">failing</th>
        </tr>
      </thead>
      <tbody>
        {[...rows]
          .sort((a, b) => (a.topic < b.topic ? -1 : 1))
          .map(({ topic, exercise, state, passed, decided, checks, points, maxPoints, failing, atMs }) => (
            <tr key={topic}>
              <th scope="row">{escapeControl(topic)}</th>
              <td>{escapeControl(exercise)}</td>
              <td>{state === 'gone' ? <b>gone</b> : state}</td>
              <td>
                {decided} of {checks}
              </td>
              <td>{passed}</td>
              <td>
                {points} of {maxPoints}
              </td>
              <td>{shortDuration(nowMs.value - atMs)}</td>
              <td>{failing.length > 0 && <b>{escapeControl(failing.join(', '))}</b>}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
