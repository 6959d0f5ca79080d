import { cutConnection } from './cut.ts';
import { delayPacket } from './delay.ts';
import { duplicatePacket } from './duplicate.ts';
import { forgetSession } from './forget-session.ts';
import type { Intervention } from './intervention.ts';
import { keepSession } from './keep-session.ts';
import { refuse } from './refuse.ts';
import { restartBroker } from './restart.ts';
import { withhold } from './withhold.ts';

/** Every kind of intervention. */
export const INTERVENTIONS: readonly Intervention[] = [
  withhold,
  delayPacket,
  duplicatePacket,
  cutConnection,
  refuse,
  restartBroker,
  keepSession,
  forgetSession,
];
