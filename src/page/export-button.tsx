import { shownCharts, shownLines } from './export.ts';
import { nowMs, structure } from './model.ts';
import { currentBuilding } from './shown-building.ts';

/** Saves what the page shows as a file of JSON lines. */
export function ExportButton() {
  void structure.value;
  const building = currentBuilding();
  if (building === undefined) return null;
  const save = (): void => {
    const text = shownLines(building.rooms.values(), shownCharts)
      .map((line) => `${line}\n`)
      .join('');
    const url = URL.createObjectURL(new Blob([text], { type: 'application/jsonl' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `dashboard-${new Date(nowMs.peek()).toISOString().slice(0, 19).replaceAll(':', '')}.jsonl`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <button type="button" onClick={save}>
      Export
    </button>
  );
}
