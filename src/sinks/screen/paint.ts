import { Chalk } from 'chalk';
import type { Level } from '../../building/limit.ts';

/** Colours by meaning. Only this file knows chalk. */
export interface Paint {
  readonly level: (level: Level, text: string) => string;
  readonly place: (text: string) => string;
  readonly value: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly warning: (text: string) => string;
}

const PLAIN: Paint = {
  level: (_, text) => text,
  place: (text) => text,
  value: (text) => text,
  dim: (text) => text,
  warning: (text) => text,
};

export function createPaint(color: boolean): Paint {
  if (!color) return PLAIN;
  const chalk = new Chalk({ level: 1 });
  const levels: Record<Level, (text: string) => string> = {
    critical: (text) => chalk.whiteBright.bgRed(text),
    high: (text) => chalk.redBright(text),
    low: (text) => chalk.cyanBright(text),
    info: (text) => chalk.blueBright(text),
  };
  return {
    level: (level, text) => levels[level](text),
    place: (text) => chalk.cyan(text),
    value: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    warning: (text) => chalk.yellow(text),
  };
}
