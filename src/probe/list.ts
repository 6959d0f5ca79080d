import { persistentSession } from './persistent-session.ts';
import type { Probe } from './probe.ts';
import { qos1, qos2 } from './qos.ts';
import { retained, retainedByWildcard } from './retained.ts';
import { sharedSubscriptions } from './shared-subscription.ts';
import { sys } from './sys.ts';
import { topicNames } from './topic-names.ts';
import { version5, version31, version311 } from './versions.ts';

/** Every probe of `--check-broker`, in the order of the table. */
export const PROBES: readonly Probe[] = [
  version31,
  version311,
  version5,
  qos1,
  qos2,
  persistentSession,
  retained,
  retainedByWildcard,
  sharedSubscriptions,
  sys,
  topicNames,
];
