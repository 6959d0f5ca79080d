import { prefixOption } from './connection.ts';
import { layoutOptions } from './layout.ts';
import { layoutFileOption } from './layout-file.ts';
import { outputOptions } from './output.ts';
import { selectionOptions } from './selection.ts';

const prefix = { ...prefixOption, group: 'Building' } as const;

export const topicFilterOptions = {
  ...selectionOptions,
  layout: layoutFileOption,
  prefix,
  ...outputOptions,
} as const;
export const topicListOptions = { ...layoutOptions, prefix, ...outputOptions } as const;
