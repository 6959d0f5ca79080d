import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startChild } from './cli/child.ts';
import { freePorts } from './cli/free-port.ts';

const LABS = readdirSync('labs').filter((name) => name.endsWith('.sh') && name !== 'lab.sh');

/** The patterns of a lab's output, from the comments at the end of its script. */
function expectations(script: string): RegExp[] {
  return [...script.matchAll(/^# expect: (.*)$/gm)].map(([, pattern = '']) =>
    pattern.startsWith('(?i)') ? new RegExp(pattern.slice(4), 'i') : new RegExp(pattern, 'm'),
  );
}

describe.concurrent('labs', () => {
  it.each(LABS)('%s', async (name) => {
    const expected = expectations(readFileSync(`labs/${name}`, 'utf8'));
    expect(expected.length).toBeGreaterThan(0);
    const port = await freePorts(5);
    // Enough readings to show the same on a busy machine.
    const env = { ...process.env, PORT: String(port), COUNT: '300' };
    const { code, stdout, stderr } = await startChild('/bin/bash', [`labs/${name}`], { env }).ended;
    expect(code, `${stdout}\n${stderr}`).toBe(0);
    for (const pattern of expected) expect(stdout).toMatch(pattern);
  });
});
