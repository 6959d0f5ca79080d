import { keptSession } from './kept-session.ts';
import type { Probe } from './probe.ts';
import { qos1, qos2 } from './qos.ts';
import { retained, retainedByWildcard } from './retained.ts';
import { sharedSubscription } from './shared-subscription.ts';
import { sysTopics } from './sys-topics.ts';
import { topicNames } from './topic-names.ts';
import { version5, version31, version311 } from './versions.ts';

/** Every question that `--check-broker` asks, in the order of the table. */
export const PROBES: readonly Probe[] = [
  version31,
  version311,
  version5,
  qos1,
  qos2,
  keptSession,
  retained,
  retainedByWildcard,
  sharedSubscription,
  sysTopics,
  topicNames,
];
