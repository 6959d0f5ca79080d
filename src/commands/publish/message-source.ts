import { addAbortSignal } from 'node:stream';
import type { Address } from '../../building/address.ts';
import { addressAt, addressesOf, type Layout } from '../../building/layout.ts';
import { inShard, type Shard } from '../../building/shard.ts';
import { isoTime } from '../../building/time.ts';
import { usageFailure } from '../../failure.ts';
import { faultsOf } from '../../options/faults.ts';
import { buildingOfOptions, type ChosenBuilding, simulatedBuilding } from '../../options/layout.ts';
import { rawMessageOf } from '../../options/message.ts';
import { reportScheduleOf } from '../../options/readings.ts';
import { RECORDING_OPTIONS } from '../../options/recording.ts';
import { checkTopics } from '../../options/shared-topic.ts';
import { hasTemplates, OWN_TEMPLATES } from '../../options/templates.ts';
import { randomSeed } from '../../random-names.ts';
import { note, warn } from '../../services/note.ts';
import { announcedMessages, discoveryRemoval } from '../../services/publishing/announced.ts';
import { type Repetition, rawMessages, valueMessages } from '../../services/publishing/given.ts';
import { bytesOf, linesOf } from '../../services/publishing/lines.ts';
import { simulatedSource } from '../../services/publishing/simulated-source.ts';
import type { MessageSource } from '../../services/publishing/source.ts';
import { MAX_SENSORS } from '../../simulator/every-reports.ts';
import { escapeControl } from '../../text/escape.ts';
import { chosenShard } from './chosen-shard.ts';
import { expireAfterS } from './expire-after.ts';
import type { PublishSettings } from './options.ts';
import type { SourceContext } from './source-context.ts';
import { statusTopicsOf } from './status-topics.ts';
import { ownMessages, templatedMessages, templatedPart } from './templated-messages.ts';

/** Options of the simulation. Beside a message of the user's own they would have no effect, so they are an error. */
const SIMULATION_OPTIONS = ['interval', 'every', 'rate', 'seed', 'duration', 'faults', 'truth'] as const;
const TEMPLATE_OPTIONS = ['topic-template', 'payload-template', 'value-path'] as const;
/** Options of the building. A recording takes its place. */
const BUILDING_OPTIONS = ['layout', 'floors', 'rooms'] as const;

/**
 * The source of the messages, by the options: messages or values of the user's own, a recording, or the simulated
 * building. Rejects with a usage failure for contradictory options, and for unreadable or unwritable files.
 */
export async function messageSource(
  settings: PublishSettings,
  context: SourceContext,
): Promise<MessageSource> {
  const raw = rawMessageOf(settings);
  rejectContradictions(settings, raw);
  if (raw) return ownMessage(settings, raw, context);
  if (settings.replay !== undefined) {
    rejectBeside('--replay', settings, [
      'value',
      'status-topic',
      ...BUILDING_OPTIONS,
      ...SIMULATION_OPTIONS.filter((name) => name !== 'duration'),
    ]);
    const { replaySource } = await import('./replay-source.ts');
    return replaySource(settings, settings.replay, context);
  }
  // A value of the user's own may come from any sensor, one in a basement for instance.
  const building = settings.value === undefined ? simulatedBuilding(settings) : buildingOfOptions(settings);
  const source =
    settings.value === undefined
      ? await simulation(settings, building, context)
      : given(settings, settings.value, building.layout, context);
  return announced(settings, building.layout, source);
}

/** A message of the user's own, under a topic of their own. */
type OwnMessage = NonNullable<ReturnType<typeof rawMessageOf>>;

/** Options that contradict each other, whatever the source is. */
function rejectContradictions(settings: PublishSettings, raw: OwnMessage | undefined): void {
  if (settings['ha-discovery'] && (raw || settings.replay !== undefined))
    throw usageFailure("--ha-discovery needs a building's sensors: leave out --topic and --replay");
  if (settings.orders && (raw || settings.replay !== undefined || settings.value !== undefined))
    throw usageFailure('--orders needs a simulated building: leave out --topic, --value and --replay');
  rejectWithoutRecording(settings);
  if (raw === undefined && (settings.repeat ?? settings['repeat-delay']) !== undefined)
    throw usageFailure('--repeat needs a message: --topic TOPIC with -m, -f, -s or -n');
  if (settings['ha-discovery'] && hasTemplates(settings))
    throw usageFailure(
      '--ha-discovery tells of our own topics: leave out --topic-template, --payload-template and --value-path',
    );
}

function ownMessage(settings: PublishSettings, raw: OwnMessage, context: SourceContext): MessageSource {
  rejectBeside('--topic', settings, [
    'value',
    'replay',
    'status-topic',
    ...TEMPLATE_OPTIONS,
    ...SIMULATION_OPTIONS,
  ]);
  const { lines, endInput } = inputLines(context);
  const { retain, qos } = settings;
  const repetition = repetitionOf(settings, context);
  const messages = rawMessages(raw.topic, raw.message, { retain, qos, repetition }, lines);
  return { messages, isPaced: false, endInput };
}

/** The source with the online state of its one client, and the announcements for Home Assistant. */
function announced(settings: PublishSettings, layout: Layout, source: MessageSource): MessageSource {
  const statusTopicOf = statusTopicsOf(settings);
  const isOne =
    settings.clients === 'building' && settings['will-topic'] === undefined && settings.qos !== -1;
  const statusTopic = isOne ? statusTopicOf(addressAt(layout, 0)) : undefined;
  if (!settings['ha-discovery']) return { ...source, statusTopic };
  const announcing = {
    ...ownMessages(settings),
    layout,
    shard: chosenShard(settings, OWN_TEMPLATES),
    statusTopicOf: statusTopic === undefined ? statusTopicOf : () => statusTopic,
    expireAfterS: settings.value === undefined ? expireAfterS(settings, layout.size) : undefined,
    takesOrders: settings.orders,
  };
  if (settings['ha-discovery'] === 'remove')
    return { messages: discoveryRemoval(announcing), isPaced: false };
  return { ...source, messages: announcedMessages(announcing, source.messages), statusTopic };
}

/** `--repeat N`: once more after each --repeat-delay. */
function repetitionOf(settings: PublishSettings, { startMs }: SourceContext): Repetition | undefined {
  const { repeat, 'repeat-delay': delayMs = 0 } = settings;
  if (repeat === undefined && settings['repeat-delay'] !== undefined)
    throw usageFailure('--repeat-delay needs --repeat N: how many times');
  if (repeat !== undefined && settings['stdin-line'])
    throw usageFailure('--repeat means nothing with -l: leave one of them out');
  return repeat === undefined ? undefined : { count: repeat, delayMs, startMs };
}

function inputLines(context: SourceContext) {
  const input = new AbortController();
  const stdin = () => addAbortSignal(input.signal, context.stdin);
  return {
    lines: {
      open: () => linesOf(stdin()),
      bytes: (max: number) => bytesOf(stdin(), max),
    },
    endInput: () => input.abort(),
  };
}

function given(
  settings: PublishSettings,
  value: number | '-',
  layout: Layout,
  context: SourceContext,
): MessageSource {
  rejectBeside('--value', settings, SIMULATION_OPTIONS);
  const { lines, endInput } = inputLines(context);
  const { templates } = context;
  checkTopics(templates, layout);
  const messages = valueMessages({
    address: onlyAddress(templatedPart(layout, templates)),
    value: value === '-' ? undefined : value,
    ...templatedMessages(settings, templates),
    lines,
    now: context.clock.now,
    onBadLine: (line, text) =>
      warn(context.sink, `stdin line ${line}: '${escapeControl(text.slice(0, 40))}' is not a number`),
  });
  return { messages, isPaced: false, endInput };
}

async function simulation(
  settings: PublishSettings,
  { layout: whole, site }: ChosenBuilding,
  { clock, startMs, sink, templates }: SourceContext,
): Promise<MessageSource> {
  checkTopics(templates, whole);
  const layout = templatedPart(whole, templates);
  const shard = chosenShard(settings, templates);
  const schedule = reportScheduleOf(settings);
  if (layout.size > MAX_SENSORS && (schedule.kind === 'every' || settings.truth !== undefined)) {
    throw usageFailure(
      `--every and --truth take at most ${MAX_SENSORS} sensors; ${layout.size} are selected`,
    );
  }
  const faults = await faultsOf(settings.faults, startMs);
  const seed = settings.seed ?? randomSeed();
  // Nobody repeats a single reading.
  const isRepeatable = settings.seed === undefined && settings.count !== 1;
  const source = simulatedSource(
    {
      ...templatedMessages(settings, templates),
      layout,
      site,
      seed,
      startMs,
      shard: checkedShard(shard, layout),
      schedule,
      loss: (settings['reading-loss'] ?? 0) / 100,
      values: settings.values,
      ranges: new Map(settings.range.map(({ sensor, range }) => [sensor, range])),
      faults,
      areUniformFaulty: settings.faults !== undefined,
      takesOrders: settings.orders,
      truth: settings.truth === undefined ? undefined : { path: settings.truth, isForced: settings.force },
      isClockPaced: settings.speed !== Number.POSITIVE_INFINITY,
      now: clock.now,
    },
    sink,
  );
  if (!isRepeatable) return source;
  return {
    ...source,
    atStart: () => note(sink, `to repeat this run: --seed ${seed} --start ${isoTime(startMs)}`),
  };
}

function checkedShard(shard: Shard | undefined, layout: Layout): Shard | undefined {
  for (const address of addressesOf(layout)) if (inShard(address, shard)) return shard;
  throw usageFailure(`--shard ${shard?.k}/${shard?.n}: none of the ${layout.size} selected sensors is in it`);
}

function onlyAddress(layout: Layout): Address {
  if (layout.size === 1) return addressAt(layout, 0);
  throw usageFailure(
    `--value: ${layout.size} sensors are selected; name one with --floor, --wing, --room and --sensor`,
  );
}

function rejectWithoutRecording(settings: PublishSettings): void {
  if (settings.replay !== undefined) return;
  const other = [...RECORDING_OPTIONS, 'shift' as const, 'loop' as const].find((name) =>
    isGiven(settings[name]),
  );
  if (other !== undefined) throw usageFailure(`--${other} needs a recording: --replay FILE`);
}

function isGiven(setting: unknown): boolean {
  return Array.isArray(setting) ? setting.length > 0 : setting !== undefined && setting !== false;
}

function rejectBeside(
  option: string,
  settings: PublishSettings,
  others: readonly (keyof PublishSettings)[],
): void {
  const other = others.find((name) => isGiven(settings[name]));
  if (other !== undefined)
    throw usageFailure(`--${other} means nothing with ${option}: leave one of them out`);
}
