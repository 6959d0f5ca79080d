import { topicNameFault } from '../mqtt-protocol/topic.ts';
import { splitCommand } from '../text/command-words.ts';
import { ReadError, readDuration, readInteger, readText } from '../text/reader.ts';
import { defaulted, optional, repeated } from './values.ts';

/** Where alarms go besides the screen, and what survives. */
export const sinkOptions = {
  publish: optional(
    {
      group: 'Alarms',
      takes: 'PREFIX',
      describe: "publish each alarm's state, retained, as PREFIX/<topic>; orders come on PREFIX/<topic>/set",
    },
    (text) => {
      const fault = topicNameFault(text);
      if (fault !== undefined) throw new ReadError(fault);
      if (text.endsWith('/')) throw new ReadError('leave out the / at its end');
      return text;
    },
  ),
  exec: optional(
    {
      group: 'Alarms',
      takes: 'COMMAND',
      describe:
        'run this for each event, with ALARM_STATE, ALARM_TOPIC … and the event as JSON on stdin; no shell',
    },
    splitCommand,
  ),
  'exec-timeout': defaulted(
    { group: 'Alarms', takes: 'TIME', default: '10s', describe: 'kill a command that takes longer' },
    readDuration,
  ),
  'exec-parallel': defaulted(
    { group: 'Alarms', takes: 'N', default: '4', describe: 'how many commands may run at once' },
    readInteger(1, 100),
  ),
  state: optional(
    { group: 'Alarms', takes: 'FILE', describe: 'keep the alarms in this file, over restarts and crashes' },
    readText,
  ),
  'from-state': repeated(
    {
      group: 'Alarms',
      takes: 'FILE',
      describe:
        "where --state is not there yet: begin with what these other workers' files have of own sensors (repeatable)",
    },
    readText,
  ),
} as const;
