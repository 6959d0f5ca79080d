import { COMMANDS } from './commands/index.ts';
import { type ManPage, manPages } from './man-page.ts';
import { DESCRIPTION, SUMMARY } from './program-words.ts';
import { VERSION } from './version.ts';

/** All manual pages. The build writes them into dist. */
export function manual(): Promise<readonly ManPage[]> {
  return manPages({ version: VERSION, summary: SUMMARY, describe: DESCRIPTION, commands: COMMANDS });
}
