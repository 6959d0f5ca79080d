import type { Selection } from '../building/selection.ts';
import { readNamedFile } from '../named-file.ts';
import { type DescribedBuilding, readLayoutFile } from '../simulator/layout-file.ts';
import { knowOwnKinds } from '../simulator/own-kind.ts';
import { readText } from '../text/reader.ts';
import { problemsFailure } from './file-problems.ts';
import type { Option, Settings } from './option.ts';
import { selectionOf, type selectionOptions } from './selection.ts';
import { optional } from './values.ts';

/** Other options may name the file's own kinds of sensor. */
export const layoutFileOption: Option<string | undefined> = {
  ...optional(
    {
      group: 'Building',
      takes: 'FILE',
      isRare: true,
      describe: 'the building as a YAML file',
      more: 'It holds the rooms, their types and sensors, kinds of sensor of its own, the place and the hours.',
    },
    readText,
  ),
  prepare: (file) => {
    loaded = file === undefined ? undefined : { file, building: readBuilding(file) };
    knowOwnKinds(loaded?.building.kinds ?? []);
  },
};

/** The file of the option, kept because a pipe can be read once. */
let loaded: { readonly file: string; readonly building: DescribedBuilding } | undefined;

/** The building of a layout file. Throws a usage failure with the line of each problem. */
export function loadLayout(file: string): DescribedBuilding {
  return loaded?.file === file ? loaded.building : readBuilding(file);
}

function readBuilding(file: string): DescribedBuilding {
  const { building, problems } = readLayoutFile(readNamedFile('--layout', file).toString());
  if (building === undefined) throw problemsFailure(file, problems);
  return building;
}

/** The selected part; of the layout file's building, if there is a layout file and no other building is named. */
export function selectionWithin(
  settings: Settings<typeof selectionOptions> & { readonly layout: string | undefined },
): Selection {
  const selection = selectionOf(settings);
  if (settings.layout === undefined) return selection;
  return { building: [loadLayout(settings.layout).name], ...selection };
}
