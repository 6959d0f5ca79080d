import { nowMs } from './model.ts';

/** Saves content as a file of the person: `<name>-2026-01-05T080000.<ending>`. */
export function saveFile(content: string | ArrayBuffer, name: string, ending: string): void {
  const url = URL.createObjectURL(new Blob([content]));
  const link = document.createElement('a');
  link.href = url;
  const time = new Date(nowMs.peek()).toISOString().slice(0, 19).replaceAll(':', '');
  link.download = `${name}-${time}.${ending}`;
  link.click();
  URL.revokeObjectURL(url);
}
