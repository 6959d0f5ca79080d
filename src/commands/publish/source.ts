import { randomInt } from 'node:crypto';
import { addAbortSignal } from 'node:stream';
import type { Address } from '../../building/address.ts';
import { addressAt, addressesOf, type Layout, narrowLayout } from '../../building/layout.ts';
import { inShard, type Shard } from '../../building/shard.ts';
import { isoTime } from '../../building/time.ts';
import type { Context } from '../../command.ts';
import { usageFailure } from '../../failure.ts';
import { faultsOf } from '../../options/faults.ts';
import { buildingOfOptions, type ChosenBuilding } from '../../options/layout.ts';
import { rawMessageOf } from '../../options/message.ts';
import { reportScheduleOf } from '../../options/readings.ts';
import { selectionOf } from '../../options/selection.ts';
import { findFormat } from '../../payload/formats.ts';
import type { SimulatedClock } from '../../publisher/clock.ts';
import type { DueMessages } from '../../publisher/due-message.ts';
import { MAX_SENSORS } from '../../simulator/every-reports.ts';
import type { Effects } from '../../simulator/faults/fault-type.ts';
import { effectsAt, type PlannedFault } from '../../simulator/faults/planned-faults.ts';
import { createWorld, type World } from '../../simulator/world.ts';
import type { Screen } from '../../sinks/screen/screen.ts';
import { escapeControl } from '../../text/escape.ts';
import { announcedMessages } from './announced.ts';
import { rawMessages, valueMessages } from './given.ts';
import { linesOf } from './lines.ts';
import type { MessageSettings } from './message-settings.ts';
import type { PublishSettings } from './options.ts';
import { openRecording, recordingName, replayedMessages } from './replayed.ts';
import { simulatedMessages } from './simulated.ts';
import { openTruth } from './truth-file.ts';

/** What there is to publish. */
export interface Source {
  readonly messages: DueMessages;
  /** Whether messages keep pace with a clock, or come as fast as they are taken. */
  readonly paced: boolean;
  /** Ends the waiting for input, where the messages are read from one as it comes. */
  readonly endInput?: () => void;
  /** Called once when the run has ended. */
  readonly atEnd?: () => void;
}

/** Options that mean nothing where the user gives the message, and so are a mistake there. */
const SIMULATION_OPTIONS = ['interval', 'every', 'rate', 'seed', 'duration', 'faults', 'truth'] as const;

/** The source that the options name: the simulated building, values of the user's, or messages as they stand. */
export function sourceOf(
  settings: PublishSettings,
  clock: SimulatedClock,
  startMs: number,
  context: Context,
  screen: Screen,
): Source {
  const input = new AbortController();
  const lines = { open: () => linesOf(addAbortSignal(input.signal, context.stdin)) };
  const endInput = () => input.abort();
  const raw = rawMessageOf(settings);
  if (settings['ha-discovery'] && (raw || settings.replay !== undefined))
    throw usageFailure("--ha-discovery needs a building's sensors: leave out --topic and --replay");
  if (raw) {
    rejectBeside('--topic', settings, ['value', 'replay', ...SIMULATION_OPTIONS]);
    const messages = rawMessages(raw.topic, raw.message, settings, lines);
    return { messages, paced: false, endInput };
  }
  if (settings.replay !== undefined) return replay(settings, settings.replay, startMs, context);
  const building = buildingOfOptions(settings);
  const { layout } = building;
  if (settings.value === undefined) {
    return announced(settings, layout, simulation(settings, building, clock, startMs, screen));
  }

  rejectBeside('--value', settings, SIMULATION_OPTIONS);
  const messages = valueMessages({
    address: onlyAddress(layout),
    value: settings.value === '-' ? undefined : settings.value,
    ...messageSettings(settings),
    lines,
    now: clock.now,
    onBadLine: (line, text) =>
      screen.warn(`stdin line ${line}: '${escapeControl(text.slice(0, 40))}' is no number`),
  });
  return announced(settings, layout, { messages, paced: false, endInput });
}

function announced(settings: PublishSettings, layout: Layout, source: Source): Source {
  if (!settings['ha-discovery']) return source;
  const { messages } = source;
  return { ...source, messages: announcedMessages(layout, messageSettings(settings), messages) };
}

function replay(settings: PublishSettings, path: string, startMs: number, context: Context): Source {
  rejectBeside('--replay', settings, [
    'value',
    'layout',
    'floors',
    'rooms',
    'interval',
    'every',
    'rate',
    'seed',
    'faults',
    'truth',
  ]);
  const chunks = openRecording('--replay', path, context);
  const messages = replayedMessages({
    chunks,
    source: recordingName('--replay', path),
    startMs,
    ...messageSettings(settings),
    selection: selectionOf(settings),
  });
  return {
    messages,
    paced: settings.speed !== Number.POSITIVE_INFINITY,
    endInput: () => chunks.destroy(),
  };
}

function simulation(
  settings: PublishSettings,
  { layout, site }: ChosenBuilding,
  clock: SimulatedClock,
  startMs: number,
  screen: Screen,
): Source {
  const schedule = reportScheduleOf(settings);
  if (layout.size > MAX_SENSORS && (schedule.kind === 'every' || settings.truth !== undefined)) {
    throw usageFailure(
      `--every and --truth take at most ${MAX_SENSORS} sensors; ${layout.size} are selected`,
    );
  }
  const faults = faultsOf(settings.faults, startMs);
  const seed = settings.seed ?? String(randomInt(2 ** 32));
  if (settings.seed === undefined)
    screen.note(`--seed ${seed} --start ${isoTime(startMs)} gives the same readings again`);
  const ranges = new Map(settings.range.map(({ sensor, range }) => [sensor, range]));
  const world = createWorld({
    seed,
    site,
    values: settings.values,
    ranges,
    faults: faults.schedule,
    areUniformFaulty: settings.faults !== undefined,
  });
  const shard = checkedShard(settings.shard, layout);
  for (const fault of faults.plan) {
    if (!isSeenAnywhere(fault, layout, world))
      screen.warn(`--faults: none of the selected sensors has the ${fault.type.type} that is planned`);
  }
  const messages = simulatedMessages({
    layout,
    world,
    seed,
    startMs,
    shard,
    schedule,
    ...messageSettings(settings),
    now: clock.now,
  });
  const unpaced = schedule.kind === 'rate' && schedule.perSecond === Number.POSITIVE_INFINITY;
  const paced = !unpaced && settings.speed !== Number.POSITIVE_INFINITY;
  if (settings.truth === undefined) return { messages, paced };
  const shows = (address: Address, effects: Effects) =>
    inShard(address, shard) && world.shows(address, effects);
  const truth = openTruth(settings.truth, layout, {
    seed,
    rate: faults.rate,
    plan: faults.plan,
    startMs,
    shows,
  });
  return { messages: truth.watched(messages), paced, atEnd: truth.write };
}

function isSeenAnywhere(fault: PlannedFault, layout: Layout, world: World): boolean {
  // What is felt next door may be felt where it was not planned.
  const candidates = fault.type.nextDoor ? layout : narrowLayout(layout, fault.where);
  for (const address of addressesOf(candidates)) {
    const effects = effectsAt(fault, address);
    if (effects && world.shows(address, effects)) return true;
  }
  return false;
}

function checkedShard(shard: Shard | undefined, layout: Layout): Shard | undefined {
  for (const address of addressesOf(layout)) if (inShard(address, shard)) return shard;
  throw usageFailure(`--shard ${shard?.k}/${shard?.n}: none of the ${layout.size} selected sensors is in it`);
}

function messageSettings({ format: name, prefix, retain, qos }: PublishSettings): MessageSettings {
  const format = findFormat(name);
  if (format === undefined) throw new TypeError(`no payload format ${name}`);
  return { format, prefix, retain, qos };
}

function onlyAddress(layout: Layout) {
  if (layout.size === 1) return addressAt(layout, 0);
  throw usageFailure(
    `--value: ${layout.size} sensors are selected; name one with --floor, --wing, --room and --sensor`,
  );
}

function rejectBeside(
  option: string,
  settings: PublishSettings,
  others: readonly (keyof PublishSettings)[],
): void {
  const other = others.find((name) => settings[name] !== undefined);
  if (other !== undefined)
    throw usageFailure(`--${other} means nothing with ${option}: leave one of them out`);
}
