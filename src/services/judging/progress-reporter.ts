import type { Exercise } from '../../check/exercise.ts';
import type { Finding } from '../../check/judge.ts';
import { type CheckState, checkProgress } from '../../check/report/progress-record.ts';
import type { ConnectionSettings } from '../../mqtt/settings.ts';
import type { Sink } from '../../observation/sink.ts';
import { connect } from '../connect.ts';

export interface ProgressReporterSettings {
  /** The broker of the class. */
  readonly broker: ConnectionSettings;
  readonly topic: string;
  readonly exercise: Exercise;
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const CLOSE_MS = 2000;

/**
 * Publishes the progress of a run for the class, retained, each time that a check is decided. If this process dies, the
 * broker publishes its will: gone. Rejects with a Failure if the broker can't be reached. The sink `notes` takes the
 * changes of the connection.
 */
export async function openProgressReporter(settings: ProgressReporterSettings, notes: Sink): Promise<Sink> {
  const { broker, topic, exercise, signal, now } = settings;
  const findings: Finding[] = [];
  const payloadOf = (state: CheckState): Buffer =>
    Buffer.from(JSON.stringify(checkProgress(exercise, findings, state, now())));
  const will = { topic, payload: payloadOf('gone'), qos: 1, retain: true } as const;
  let state: CheckState = 'running';
  const tell = (): void => {
    session.publish({ topic, payload: payloadOf(state), qos: 1, retain: true }, () => {});
  };
  const session = await connect({ ...broker, will }, signal, notes, {
    // Meanwhile the broker may have published the will.
    onConnected: (again) => again && tell(),
  });
  tell();
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => {
    if (state === 'running') {
      state = 'gone';
      tell();
    }
    return session.close(CLOSE_MS);
  };
  return {
    take: (observation) => {
      if (observation.kind === 'finding') findings.push(observation.finding);
      if (observation.kind === 'check-report' && !signal.aborted) state = 'done';
      if (observation.kind === 'finding' || observation.kind === 'check-report') tell();
    },
    end: async () => {
      ending ??= end();
      await ending;
      return undefined;
    },
  };
}
