import type { JsonSchema } from '../../yaml/shape.ts';
import { rulesShape } from './file.ts';

/** The JSON Schema of a rules file, for editors that complete and check YAML. */
export function rulesSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'building-sim alarm rules',
    ...rulesShape.schema,
  };
}
