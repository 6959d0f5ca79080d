import type { AnyCheckKind } from '../check.ts';
import { connects } from './connects.ts';
import { covers } from './covers.ts';
import { disconnects } from './disconnects.ts';
import { keepsRunning } from './keeps-running.ts';
import { namesPlace } from './names-place.ts';
import { payload } from './payload.ts';
import { plausible } from './plausible.ts';
import { printsAlarms } from './prints-alarms.ts';
import { printsInTime } from './prints-in-time.ts';
import { qos } from './qos.ts';
import { randomInterval } from './random-interval.ts';
import { retain } from './retain.ts';
import { staysSilent } from './stays-silent.ts';
import { subscribes } from './subscribes.ts';
import { topics } from './topics.ts';

/** Every kind of check. A new kind is one file, and one line here. */
export const CHECK_KINDS: readonly AnyCheckKind[] = [
  connects,
  keepsRunning,
  topics,
  payload,
  plausible,
  covers,
  randomInterval,
  qos,
  retain,
  disconnects,
  subscribes,
  printsAlarms,
  printsInTime,
  namesPlace,
  staysSilent,
];
