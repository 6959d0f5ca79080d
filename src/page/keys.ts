import { isPaused, openRoom } from './link.ts';
import { look } from './settings.ts';
import { presentKinds } from './shown-building.ts';

/** The keys of the whole page. They work unless the focus is on something that takes keys itself. */
export function followKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Escape') openRoom.value = null;
    if (event.target instanceof Element && event.target.closest('button, input, select, textarea, summary'))
      return;
    if (event.key === ' ') {
      isPaused.value = !isPaused.value;
      event.preventDefault();
    } else if (event.key === 'v') {
      const looks = ['alarms', ...presentKinds()] as const;
      look.value = looks[(looks.indexOf(look.value) + 1) % looks.length] ?? 'alarms';
    }
  });
}
