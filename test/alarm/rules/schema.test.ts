import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rulesSchema } from '../../../src/alarm/rules/schema.ts';

it('the schema that is shipped is the one the reader has (building-sim rules schema prints it)', () => {
  const shipped = readFileSync(new URL('../../../rules/rules.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(shipped)).toEqual(rulesSchema());
});
