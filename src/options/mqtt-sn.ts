import { OptionError } from './option.ts';
import { defaulted, type Reader, readDuration, readInteger } from './values.ts';

const readPositive: Reader<number> = (text) => {
  const ms = readDuration(text);
  if (ms < 10) throw new OptionError('use 10ms or more');
  return ms;
};

/** How MQTT-SN makes up for lost datagrams (MQTT-SN 1.2 §7.2). */
export const retransmissionOptions = {
  'retry-interval': defaulted(
    {
      group: 'MQTT-SN',
      takes: 'TIME',
      default: '10s',
      describe: 'how long to wait for an answer before asking again',
    },
    readPositive,
  ),
  retries: defaulted(
    { group: 'MQTT-SN', takes: 'N', default: '3', describe: 'how often to ask again before giving up' },
    readInteger(0, 100),
  ),
} as const;
