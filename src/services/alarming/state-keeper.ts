import type { SnapshotRecord } from '../../alarm/engine/snapshot.ts';
import type { Sink } from '../../observation/sink.ts';
import { counted } from '../../text/counted.ts';
import { settledWithin } from '../../timers.ts';
import { note, warn } from '../note.ts';
import type { SavedState } from './saved-state.ts';
import { UntoldEvents } from './untold-events.ts';

/** Keeps the state of a run, and each event until it was told. */
export interface StateKeeper<E> {
  /** Writes the state with these events, then hands each event over. */
  tell(events: readonly E[]): void;
  /** Writes the changes of the state, at any time. */
  write(): void;
  /** The end: every event that can be told has been handed over. */
  close(): Promise<void>;
}

/** The sensors and groups of a run, as a state file keeps them. */
export interface SnapshotSource {
  readonly size: number;
  all(): Iterable<SnapshotRecord>;
  changes(): readonly SnapshotRecord[];
}

export interface StateKeeperSettings<E> {
  /** Undefined: nothing is kept. */
  readonly saved: SavedState | undefined;
  readonly source: SnapshotSource;
  /** Hands an event to the sink. */
  readonly hand: (event: E) => void;
  /** Makes an event of the last run from its JSON, and marks it as repeated; undefined for anything else. */
  readonly revive: (json: unknown) => E | undefined;
}

/** The end waits so long for the last lines. */
const LAST_MS = 200;

/**
 * Opens the keeping of a state. Hands over the events of the last run that were perhaps not told. Alarms go on if a later
 * write fails: the sink takes a warning. Throws a usage failure if the first write fails.
 */
export function createStateKeeper<E>(
  { saved, source, hand, revive }: StateKeeperSettings<E>,
  sink: Sink,
): StateKeeper<E> {
  if (saved === undefined) {
    return {
      tell: (events) => {
        for (const event of events) hand(event);
      },
      write: () => {},
      close: async () => {},
    };
  }
  const { file, lock } = saved;
  const untold = new UntoldEvents<E>();
  const state = {
    get size() {
      return source.size + untold.size;
    },
    *all() {
      yield* source.all();
      yield* untold.all();
    },
    changes: () => [...source.changes(), ...untold.changes()],
  };
  let isWriting = true;
  let isConfirming = false;
  let hasGivenUp = false;

  const write = (): void => {
    if (!isWriting) return;
    try {
      file.flush(state);
    } catch (error) {
      isWriting = false;
      warn(sink, `${(error as Error).message}; alarms are no longer saved`);
    }
  };
  const add = (events: readonly E[]): void => {
    if (untold.add(events) === 0 || hasGivenUp) return;
    hasGivenUp = true;
    warn(
      sink,
      `state file '${file.path}': too many events wait to be told; after a crash the oldest are not told again`,
    );
  };
  /** Resolves when all events so far were told. */
  const confirmed = async (): Promise<void> => {
    const { newest } = untold;
    await sink.told?.();
    untold.toldUpTo(newest);
  };
  const confirm = (): void => {
    if (isConfirming || !isWriting || untold.size === 0) return;
    isConfirming = true;
    void confirmed().then(() => {
      isConfirming = false;
      confirm();
    });
  };

  const former = saved.untold.map(revive).filter((event) => event !== undefined);
  add(former);
  file.flush(state);
  for (const event of former) hand(event);
  confirm();

  return {
    tell: (events) => {
      if (isWriting) add(events);
      write();
      for (const event of events) hand(event);
      confirm();
    },
    write,
    close: async () => {
      if (isWriting && untold.size > 0) await settledWithin(LAST_MS, confirmed());
      write();
      if (isWriting && untold.size > 0) {
        note(sink, `state file '${file.path}': the next start tells ${counted(untold.size, 'event')} again`);
      }
      isWriting = false;
      file.close();
      await lock.release();
    },
  };
}
