import { closeSync, writeFileSync } from 'node:fs';
import { isoTime } from '../../building/time.ts';
import { systemFault } from '../../named-file.ts';
import type { Sink } from '../../observation/sink.ts';
import { type OutputFile, openOutputFile } from '../../output-file.ts';
import { warn } from '../../services/note.ts';
import { messageRecord } from '../../sinks/records/message.ts';

const FLUSH_MS = 1000;
const MAX_WAITING = 64 * 1024;

/**
 * A file of all messages seen, as the JSON lines of `watch` with the time of their arrival. An error of writing ends the
 * file, not the run. Throws a usage failure if the file can't be created.
 */
export function openRecordFile(output: OutputFile, screen: Sink): Sink {
  let file: number | undefined = openOutputFile(output, {
    option: '--record',
    head: /^\{"type":"(reading|message)","topic":"/,
  });
  let waiting = '';
  const flush = (): void => {
    const text = waiting;
    waiting = '';
    if (file === undefined || text === '') return;
    try {
      writeFileSync(file, text);
    } catch (error) {
      closeSync(file);
      file = undefined;
      warn(screen, `--record '${output.path}': ${systemFault(error)}; the recording ends here`);
    }
  };
  const timer = setInterval(flush, FLUSH_MS).unref();
  return {
    take: (observation) => {
      if (observation.kind !== 'message' || file === undefined) return;
      // The broker's own topics: a recording that `publish --replay` sends again must not hold them.
      if (observation.topic.startsWith('$SYS/')) return;
      waiting += `${JSON.stringify({ ...messageRecord(observation), received: isoTime(observation.atMs) })}\n`;
      if (waiting.length > MAX_WAITING) flush();
    },
    end: async () => {
      clearInterval(timer);
      flush();
      if (file !== undefined) closeSync(file);
      file = undefined;
      return undefined;
    },
  };
}
