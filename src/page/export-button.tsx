import { shownCharts, shownLines } from './export.ts';
import { structure } from './model.ts';
import { saveFile } from './save-file.ts';
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
    saveFile(text, 'dashboard', 'jsonl');
  };
  return (
    <button type="button" onClick={save}>
      Export
    </button>
  );
}
