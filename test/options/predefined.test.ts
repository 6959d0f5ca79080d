import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { predefinedOption, predefinedTopics } from '../../src/options/predefined.ts';

const folder = mkdtempSync(join(tmpdir(), 'building-sim-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'predefined.yaml');
  writeFileSync(path, text);
  return path;
}

async function read(...texts: readonly string[]) {
  return predefinedOption.parse((await predefinedOption.expand?.(texts)) ?? texts);
}

describe('predefined topics', () => {
  it.each([
    ['7=a/b', [[7, 'a/b']]],
    ['65534=a=b', [[65_534, 'a=b']]],
    ['1=lab/#', [[1, 'lab/#']]],
  ])('%s', async (text, topics) => {
    expect(await read(text)).toEqual(topics);
  });

  it('from a YAML file, plain and quoted, with comments', async () => {
    const path = file(`---
# topics of the lab
1: lab/temperature
2: "lab/of humidity"   # the second
3: 'lab/it''s'

4: lab/#
`);
    expect(await read(path)).toEqual([
      [1, 'lab/temperature'],
      [2, 'lab/of humidity'],
      [3, "lab/it's"],
      [4, 'lab/#'],
    ]);
  });

  it('the last of several for one id holds', async () => {
    expect(predefinedTopics(await read('1=a', file('1: b')))).toEqual(new Map([[1, 'b']]));
  });

  it.each([
    ['0=a', /id of 1 to 65534/],
    ['65535=a', /id of 1 to 65534/],
    ['1=', /it is empty/],
    ['1=a/#/b', /# must be the last level/],
    ['no-such-file', /use ID=TOPIC or a YAML file; 'no-such-file' can't be read: no such file/],
  ])('%s is wrong', async (text, words) => {
    await expect(read(text)).rejects.toThrow(words);
  });

  it.each(['x: a', '1 a', '1: [a]', '1: &x a', '1:', '- a'])(
    'a line %j is told with its number',
    async (line) => {
      await expect(read(file(`1: good\n${line}\n`))).rejects.toThrow(/predefined\.yaml:2: expected a line/);
    },
  );
});
