import type { Observation, ObservationOf } from '../observation/observation.ts';
import { alarmRecord } from './records/alarm.ts';
import { breachRecord } from './records/breach.ts';
import { messageRecord } from './records/message.ts';

/** The observations with a record. */
export type Recordable = ObservationOf<'message' | 'breach' | 'alarm'>;

export function isRecordable(observation: Observation): observation is Recordable {
  const { kind } = observation;
  return kind === 'message' || kind === 'breach' || kind === 'alarm';
}

/** An observation as an object for programs: a JSON line, the stdin and the environment of a command, a payload. */
export function recordOf(observation: Recordable): Readonly<Record<string, unknown>> {
  switch (observation.kind) {
    case 'message':
      return messageRecord(observation);
    case 'breach':
      return breachRecord(observation);
    case 'alarm':
      return alarmRecord(observation.event);
  }
}
