import { readInterferenceRule } from '../interference/rule.ts';
import { readOneOf } from '../text/reader.ts';
import { type Fields, list, mapping, type ReadFields, type Shape, scalar, variant } from '../yaml/shape.ts';
import { duration, positiveDuration } from '../yaml/values.ts';
import { anyText, oneOfWords, wholeNumber, yesOrNo } from './parameters.ts';

/** The text of a rule, checked. */
const interferenceRule = scalar(
  (text) => {
    readInterferenceRule(text);
    return text;
  },
  { type: 'string' },
);

const AWAITED_PACKETS = oneOfWords(['connect', 'publish', 'subscribe', 'disconnect', 'register']);

/** The tester's acts, in the order of the exercise. The program starts before the first act unless an act `start` comes. */
const ACTS = {
  /** Starts the programs, or starts them again. */
  start: {},
  /** Waits until the program has sent so many packets of a kind. */
  await: { packet: AWAITED_PACKETS, count: wholeNumber(1, 100_000), within: positiveDuration },
  /** Lets time pass. */
  wait: { for: duration },
  /** Sends a part of the alarm challenge, and waits for its last alarm to be printed. */
  challenge: { part: anyText, within: positiveDuration },
  /** Publishes a message. */
  publish: {
    topic: anyText,
    payload: anyText,
    retain: yesOrNo,
    qos: wholeNumber(0, 2),
    count: wholeNumber(1, 10_000),
  },
  /** Subscribes once more, as a client that comes late, and takes the retained messages. */
  'subscribe-late': {},
  /** Cuts the program's connections. */
  cut: {},
  /** Cuts the connections, and takes no new ones for a time. With `forget` the broker loses its sessions. */
  'restart-broker': { for: duration, forget: yesOrNo },
  /** Treats packets by rules of interference from now on: `withhold:puback:1`. */
  interfere: { rules: list(interferenceRule) },
  /** Ends the program as Ctrl-C does, and waits for its end. */
  stop: {},
  /** Kills the program. */
  kill: {},
} as const satisfies Readonly<Record<string, Fields>>;

export type ActName = keyof typeof ACTS;
export type Act = {
  readonly [N in ActName]: { readonly do: N } & Omit<ReadFields<(typeof ACTS)[N]>, 'do'>;
}[ActName];

export const ACT_NAMES = Object.keys(ACTS) as readonly ActName[];

/** The shape of an act: `do: await`, and the keys of that act. */
export const actShape: Shape<Act> = variant(
  'do',
  new Map(
    Object.entries(ACTS).map(([name, fields]): [string, Shape<Act>] => {
      const named = { do: scalar(readOneOf([name]), { const: name }), ...fields };
      return [name, mapping(named, ['do']) as unknown as Shape<Act>];
    }),
  ),
);
