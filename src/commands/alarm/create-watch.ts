import { type Limits, limitsWith } from '../../alarm/breach.ts';
import type { AlarmEngine } from '../../alarm/engine/engine.ts';
import { rulesFromLimits } from '../../alarm/rules/from-limits.ts';
import type { Rule, RuleSet } from '../../alarm/rules/rule.ts';
import { toGroupStateRecord, toStateRecord } from '../../alarm/state-record.ts';
import type { Context } from '../../command.ts';
import { usageFailure } from '../../failure.ts';
import type { sinkOptions } from '../../options/alarm-sinks.ts';
import { loadLayout } from '../../options/layout-file.ts';
import type { limitOptions } from '../../options/limits.ts';
import type { Settings } from '../../options/option.ts';
import { type outputOptions, outputSettings } from '../../options/output.ts';
import { loadRules, type reportOptions } from '../../options/rules.ts';
import type { workerOptions } from '../../options/worker.ts';
import { createCommandRunner } from '../../sinks/command-runner.ts';
import { createPrinter } from '../../sinks/screen/printer.ts';
import type { Screen } from '../../sinks/screen/screen.ts';
import { ALARM_VIEW, eventRecord } from '../../sinks/screen/views/alarm.ts';
import { BREACH_VIEW } from '../../sinks/screen/views/breach.ts';
import { foldLine } from '../../sinks/screen/views/fold.ts';
import { createFoldingSink, createPlainSink } from '../../sinks/screen-sink.ts';
import type { Sink } from '../../sinks/sink.ts';
import { createStatePublisher, type StatePublisher } from '../../sinks/state-publisher.ts';
import { counted } from '../../text/counted.ts';
import { createBreachWatch, kindLimits, ruleLimits } from './breach-watch.ts';
import { createEventWatch, type EventWatch } from './event-watch.ts';
import { carryOut, orderedTopic, orderFilters } from './orders.ts';
import { type OpenState, openState, ownTopics } from './state.ts';
import type { AlarmBus, AlarmWatch } from './watch.ts';

type WatchSettings = Settings<
  typeof workerOptions &
    typeof limitOptions &
    typeof reportOptions &
    typeof sinkOptions &
    typeof outputOptions
>;

/** What `alarm` does with readings, as its options ask. */
export function createWatch(
  settings: WatchSettings,
  context: Context,
  screen: Screen,
  filters: readonly string[],
): AlarmWatch {
  const { rules } = settings;
  if (rules !== undefined && settings.above.length + settings.below.length > 0) {
    throw usageFailure('--rules replaces --above and --below: leave one or the other out');
  }
  const limits = limitsOf(settings);
  const ruleSet = rules === undefined ? undefined : loadRules(rules);
  const roomTypeOf =
    settings.layout === undefined ? () => undefined : loadLayout(settings.layout).site.roomType;
  const source = ruleSet === undefined ? kindLimits(limits) : ruleLimits(ruleSet, rules ?? '', roomTypeOf);
  const state = stateOf(settings, filters, screen);
  if (settings.report === 'breaches') {
    refuseSinks(settings);
    return createBreachWatch({
      ...source,
      report: createPrinter(outputSettings(settings).format, BREACH_VIEW, screen),
      warn: screen.warn,
      state,
    });
  }
  if (settings.shard !== undefined) warnOfShards(ruleSet, screen);
  // The publisher asks the engine for states, and the engine's watch tells the publisher of events.
  const publisher =
    settings.publish === undefined ? undefined : publisherOf(settings.publish, () => watch.engine);
  const watch = createEventWatch({
    ruleSet: ruleSet ?? rulesFromLimits(limits),
    description: source.description,
    roomTypeOf,
    raiseRetained: settings['raise-retained'],
    now: context.now,
    note: screen.note,
    warn: screen.warn,
    sinks: sinksOf(settings, context, screen, publisher),
    state,
    isJson: outputSettings(settings).format === 'jsonl',
  });
  if (publisher === undefined || settings.publish === undefined) return watch;
  return Object.assign(watch, { bus: busOf(settings.publish, filters, watch, publisher) });
}

function limitsOf({ above, below }: Settings<typeof limitOptions>): Limits {
  return limitsWith([
    ...above.map((limit) => ({ ...limit, side: 'above' as const })),
    ...below.map((limit) => ({ ...limit, side: 'below' as const })),
  ]);
}

function refuseSinks(settings: WatchSettings): void {
  const name = (['publish', 'exec'] as const).find((option) => settings[option] !== undefined);
  if (name !== undefined) throw usageFailure(`--${name} is for --report events: add it`);
}

/** Workers tell each other nothing, so what looks at several sensors sees only those of one worker. */
function warnOfShards(ruleSet: RuleSet | undefined, screen: Screen): void {
  const names = (ruleSet?.rules ?? []).filter(looksAtSeveral).map(({ name }) => `'${name}'`);
  if (names.length === 0) return;
  screen.warn(
    `--shard: each worker applies ${names.join(', ')} to its own sensors only, for silent_each and mutes look at several`,
  );
}

function looksAtSeveral({ silence, mutes }: Rule): boolean {
  return (silence !== undefined && silence.each !== 'sensor') || mutes !== undefined;
}

function stateOf(settings: WatchSettings, filters: readonly string[], screen: Screen): OpenState | undefined {
  const kind = settings.report === 'breaches' ? 'breach' : 'alarm';
  const state = openState(kind, settings, ownTopics(filters, settings.shard));
  if (state !== undefined && state.foreign > 0) {
    screen.warn(
      `--state '${settings.state ?? ''}': ${counted(state.foreign, 'sensor')} in it are not listened to, and are forgotten`,
    );
  }
  return state;
}

function sinksOf(
  settings: WatchSettings,
  context: Context,
  screen: Screen,
  publisher: Sink | undefined,
): readonly Sink[] {
  const { format } = outputSettings(settings);
  const report = createPrinter(format, ALARM_VIEW, screen);
  const toScreen =
    format === 'human'
      ? createFoldingSink(report, (fold) => screen.print(foldLine(fold)))
      : createPlainSink(report);
  const runner =
    settings.exec &&
    createCommandRunner({
      command: settings.exec,
      parallel: settings['exec-parallel'],
      timeoutMs: settings['exec-timeout'],
      env: context.env,
      recordOf: eventRecord,
    });
  return [toScreen, publisher, runner].filter((sink) => sink !== undefined);
}

function publisherOf(prefix: string, engineOf: () => AlarmEngine): StatePublisher {
  return createStatePublisher(prefix, (topic) => {
    const engine = engineOf();
    const point = engine.point(topic);
    if (point !== undefined) return toStateRecord(point);
    const group = [...engine.groups()].find((each) => each.topic === topic);
    return group && toGroupStateRecord(group);
  });
}

function busOf(
  prefix: string,
  filters: readonly string[],
  watch: EventWatch,
  publisher: StatePublisher,
): AlarmBus {
  return {
    filters: orderFilters(prefix, filters),
    attach: publisher.attach,
    drain: publisher.drain,
    intercept: ({ topic, payload }) => {
      if (!topic.startsWith(`${prefix}/`)) return false;
      const ordered = orderedTopic(prefix, topic);
      if (ordered === undefined) return true;
      const { answer, events } = carryOut(watch.engine, ordered, payload);
      watch.tell(events);
      publisher.answer(`${prefix}/${ordered}/answer`, answer);
      return true;
    },
  };
}
