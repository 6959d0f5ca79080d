import { prefixFilterOption, prefixOption } from './connection.ts';
import { layoutOptions } from './layout.ts';
import { layoutFileOption } from './layout-file.ts';
import { outputOptions } from './output.ts';
import { selectionOptions } from './selection.ts';

const group = 'Building' as const;

export const topicFilterOptions = {
  ...selectionOptions,
  layout: layoutFileOption,
  prefix: { ...prefixFilterOption, group },
  ...outputOptions,
} as const;
export const topicListOptions = {
  ...layoutOptions,
  prefix: { ...prefixOption, group },
  ...outputOptions,
} as const;
