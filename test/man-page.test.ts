import { execFile, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { visibleOptions } from '../src/command-help.ts';
import { commandLeaves } from '../src/commands/index.ts';
import { type ManPage, manPages, pageName } from '../src/man-page.ts';

const FOLDER = join('dist', 'man');

describe('the manual pages of the build', () => {
  const built = readdirSync(FOLDER).sort();

  it('are those that package.json installs', () => {
    const { man } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(man).toEqual(built.map((file) => `./dist/man/${file}`));
  });

  it.each(commandLeaves())('have every option of $name', async ({ name, load }) => {
    const text = readFileSync(join(FOLDER, `${pageName(name)}.1`), 'utf8');
    for (const [option] of visibleOptions(await load())) {
      expect(text).toContain(`\\-\\-${option.replaceAll('-', '\\-')}`);
    }
  });

  it.skipIf(!hasGroff())('are read by groff without a warning', async () => {
    const files = built.map((file) => join(FOLDER, file));
    const groff = await promisify(execFile)('groff', ['-man', '-Kutf8', '-ww', '-z', ...files]);
    expect(groff.stderr).toBe('');
  });
});

it("hides roff's own characters", async () => {
  const page = await pageOf("a 'word' \\ -x", ".start and '");
  expect(page?.text).toContain("a 'word' \\e \\-x");
  expect(page?.text).toContain("\n\\&.start and '\n");
});

async function pageOf(describe: string, does: string): Promise<ManPage | undefined> {
  const command = { describe, options: {}, examples: [], details: [does], run: async () => 0 };
  const leaf = { name: 'do', summary: 'does it', load: async () => command };
  const pages = await manPages({ version: '1', summary: 's', describe: 'd', commands: [leaf] });
  expect(pages.map(({ file }) => file)).toEqual(['building-sim.1', 'building-sim-do.1']);
  return pages[1];
}

function hasGroff(): boolean {
  try {
    execFileSync('groff', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
