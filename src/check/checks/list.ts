import type { AnyCheckKind } from '../check.ts';
import { connectFlags } from './connect-flags.ts';
import { connects } from './connects.ts';
import { covers } from './covers.ts';
import { disconnects } from './disconnects.ts';
import { filters } from './filters.ts';
import { keepsRunning } from './keeps-running.ts';
import { keepsSession } from './keeps-session.ts';
import { namesPlace } from './names-place.ts';
import { payload } from './payload.ts';
import { periodic } from './periodic.ts';
import { plausible } from './plausible.ts';
import { printsAlarms } from './prints-alarms.ts';
import { printsInTime } from './prints-in-time.ts';
import { printsMessages } from './prints-messages.ts';
import { oneSubscription, publishers } from './publishers.ts';
import { qos } from './qos.ts';
import { randomInterval } from './random-interval.ts';
import { growingWaits, reconnects } from './reconnects.ts';
import { ownMessage, registers } from './registers.ts';
import { resends } from './resends.ts';
import { retain } from './retain.ts';
import { retainedFound } from './retained-found.ts';
import { staysFor } from './stays-for.ts';
import { staysSilent } from './stays-silent.ts';
import { subscribes } from './subscribes.ts';
import { topics } from './topics.ts';
import { will, willArrives } from './will.ts';

/** Every kind of check. A new kind is one file, and one line here. */
export const CHECK_KINDS: readonly AnyCheckKind[] = [
  connects,
  connectFlags,
  keepsRunning,
  topics,
  payload,
  plausible,
  covers,
  randomInterval,
  periodic,
  qos,
  resends,
  retain,
  retainedFound,
  will,
  willArrives,
  publishers,
  oneSubscription,
  subscribes,
  filters,
  keepsSession,
  reconnects,
  growingWaits,
  printsMessages,
  printsAlarms,
  printsInTime,
  namesPlace,
  staysSilent,
  staysFor,
  registers,
  ownMessage,
  disconnects,
];
