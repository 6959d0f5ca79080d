import type { Selection } from '../building/selection.ts';
import { usageFailure } from '../failure.ts';
import { readTextFile } from '../named-file.ts';
import type { DescribedBuilding } from '../simulator/layout-file.ts';
import { claimOwnKinds, type OwnKind } from '../simulator/own-kind.ts';
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
  prepare: async (file, atEnd) => {
    const building = file === undefined ? undefined : await readBuilding(file);
    if (file !== undefined && building !== undefined) prepared.set(file, building);
    atEnd(claimed(file, building?.kinds ?? []));
  },
};

/** In a process of several commands, such as a test, two buildings must not take each other's kinds. */
function claimed(file: string | undefined, kinds: readonly OwnKind[]): () => void {
  try {
    return claimOwnKinds(kinds);
  } catch (error) {
    throw usageFailure(
      `--layout${file === undefined ? '' : ` ${file}`}: a command with other kinds of sensor runs in this process`,
      { cause: error },
    );
  }
}

/** The files of the option, by name. They are kept because a pipe can be read once. */
const prepared = new Map<string, DescribedBuilding>();

/** The building of the layout file in the option. */
export function loadedLayout(file: string): DescribedBuilding {
  const building = prepared.get(file);
  if (building === undefined) throw new TypeError(`${file} was not prepared`);
  return building;
}

/** Rejects with a usage failure that has the line of each problem. */
async function readBuilding(file: string): Promise<DescribedBuilding> {
  // Few runs name a file, and each start would read 163 kB of the YAML parser.
  const { readLayoutFile } = await import('../simulator/layout-file.ts');
  const { building, problems } = readLayoutFile(readTextFile('--layout', file));
  if (building === undefined) throw problemsFailure(file, problems);
  return building;
}

/** The selected part; of the layout file's building, if there is a layout file and no other building is named. */
export function selectionWithin(
  settings: Settings<typeof selectionOptions> & { readonly layout: string | undefined },
): Selection {
  const selection = selectionOf(settings);
  if (settings.layout === undefined) return selection;
  return { building: [loadedLayout(settings.layout).name], ...selection };
}
