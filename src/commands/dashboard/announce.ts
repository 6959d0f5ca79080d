import type { Sink } from '../../observation/sink.ts';
import { warn } from '../../services/note.ts';
import { openBrowser } from './open-browser.ts';

/** Shows the address of the page, in a browser too if that is asked for. */
export async function announce(
  url: string,
  { open }: { readonly open: boolean },
  screen: Sink,
): Promise<void> {
  if (open && !(await openBrowser(url))) warn(screen, '--open: no program here opens a browser');
  warn(screen, url);
}
