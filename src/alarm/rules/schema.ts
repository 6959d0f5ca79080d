import type { JsonSchema } from '../../yaml/shape.ts';
import { rulesShape } from './file.ts';

/** The JSON Schema of a rules file, for completion and checks in editors. */
export function rulesSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'building-sim alarm rules',
    ...rulesShape.schema,
  };
}
