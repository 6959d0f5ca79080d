import { isPaused, link, refusedCommand } from './link.ts';
import { status } from './model.ts';

/** A broad line while the page does not show the present: nobody should trust old values. */
export function Notice() {
  const words = noticeWords();
  if (words === undefined) return null;
  return (
    <p class="notice" role="alert">
      {words}
    </p>
  );
}

function noticeWords(): string | undefined {
  if (refusedCommand.value !== undefined) return `not done: ${refusedCommand.value}`;
  if (link.value === 'lost') return 'Connection to the dashboard lost: these values are old.';
  if (link.value !== 'open') return undefined;
  if (status.value?.connection.state === 'lost') return 'The broker is gone: these values are old.';
  return isPaused.value ? 'Paused: these values are old.' : undefined;
}
