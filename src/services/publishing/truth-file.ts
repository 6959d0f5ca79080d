import { closeSync, writeSync } from 'node:fs';
import type { Layout } from '../../building/layout.ts';
import { unwritable } from '../../named-file.ts';
import { type OutputFile, openOutputFile } from '../../output-file.ts';
import type { DueMessage } from '../../publisher/due-message.ts';
import { type TruthSettings, truthJson, truthOf } from '../../simulator/faults/truth.ts';

/** A file with the injected faults. */
export interface TruthFile {
  /** The same messages. The truth covers the time up to the last message taken from here. */
  readonly watched: (messages: Iterable<DueMessage>) => Generator<DueMessage>;
  /** Writes one JSON object a line, in the order in which the faults begin, and closes the file. Throws a usage failure. */
  readonly write: () => void;
}

/** Creates the file at once, so that no reading is published in vain. Throws a usage failure. */
export function openTruth(
  output: OutputFile,
  layout: Layout,
  { startMs, ...settings }: Omit<TruthSettings, 'fromMs' | 'toMs'> & { readonly startMs: number },
): TruthFile {
  const file = openOutputFile(output, { option: '--truth', head: /^\{"id":"[^"]*","type":"/ });
  let lastMs = startMs;
  return {
    *watched(messages) {
      for (const message of messages) {
        lastMs = Math.max(lastMs, message.dueMs ?? lastMs);
        yield message;
      }
    },
    write: () => {
      try {
        for (const entry of truthOf(layout, { ...settings, fromMs: startMs, toMs: lastMs + 1 })) {
          writeSync(file, `${JSON.stringify(truthJson(entry))}\n`);
        }
        closeSync(file);
      } catch (cause) {
        throw unwritable('--truth', output.path, cause);
      }
    },
  };
}
