import { fileURLToPath } from 'node:url';
import { type Child, type ChildOptions, type Result, startChild } from './child.ts';
import { freePort } from './free-port.ts';

const BIN = fileURLToPath(new URL('../../bin/building-sim.js', import.meta.url));

/** The port of commands without a broker option. Not 1883: a broker of the test machine may own it. */
export const ownPort = await freePort();

export interface CliOptions extends ChildOptions {
  /** Added to an environment without BUILDING_SIM_* and colours. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs building-sim to its end. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<Result> {
  return startCli(args, options).ended;
}

/** Starts a building-sim command and lets it run until the test ends it. */
export function startCli(args: readonly string[], options: CliOptions = {}): Child {
  return startChild(process.execPath, [BIN, ...args], { ...options, env: environment(options.env) });
}

/** For a shell script: `$BUILDING_SIM publish | head`. */
export function runShell(script: string, options: CliOptions = {}): Promise<Result> {
  const env = { ...environment(options.env), BUILDING_SIM: `${process.execPath} ${BIN}` };
  return startChild('/bin/bash', ['-c', script], { ...options, env }).ended;
}

/** The objects of JSON lines. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The objects of JSON lines of each topic, in order. */
export function byTopic(text: string): Record<string, unknown[]> {
  const topics: Record<string, unknown[]> = {};
  for (const line of jsonLines(text)) {
    const topic = String(line.topic);
    topics[topic] ??= [];
    topics[topic].push(line);
  }
  return topics;
}

/** The same as `jsonLines` for a running program: its last line may be incomplete. */
export function jsonLinesSoFar(text: string): Record<string, unknown>[] {
  return jsonLines(text.slice(0, text.lastIndexOf('\n') + 1));
}

function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(BUILDING_SIM_.*|NO_COLOR|FORCE_COLOR)$/.test(name),
  );
  return { ...Object.fromEntries(inherited), BUILDING_SIM_DEFAULT_PORT: String(ownPort), ...more };
}
