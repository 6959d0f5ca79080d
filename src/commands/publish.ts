import { type Context, command } from '../command.ts';
import type { ExitCode } from '../exit-code.ts';
import { connectionSettings } from '../options/connection.ts';
import { outputSettings } from '../options/output.ts';
import { createSimulatedClock } from '../publisher/clock.ts';
import { FAULT_TYPES } from '../simulator/faults/list.ts';
import { createScreen } from '../sinks/screen/screen.ts';
import { createScreenSink } from '../sinks/screen/screen-sink.ts';
import { type PublishSettings, publishOptions } from './publish/options.ts';
import { dryRun, type PublishRun, publishRun } from './publish/run.ts';
import { sourceOf } from './publish/source.ts';

export const publish = command({
  describe: "Publishes random readings of a building's sensors, one reading a message.",
  options: publishOptions,
  notes: [
    'Ends with exit code 1 if the broker did not acknowledge a message of QoS 1 or 2,',
    'after Ctrl-C too (which waits 2 s for it), and tells how many.',
    '',
    'Faults, which come by themselves or as a faults file says:',
    ...FAULT_TYPES.map(({ type, describe }) => `  ${type.padEnd(14)} ${describe}`),
    '',
  ],
  examples: [
    ['publish', 'a reading of a random sensor every 1 to 5 seconds'],
    [
      'publish --floor 2 --wing O --every 10s --format cbor',
      'all sensors of a wing, each once in 10 s, as CBOR',
    ],
    ['publish --floor 1 --wing N --room 3 --sensor TEMP --value 31', 'one reading of your own'],
    ['publish --dry-run --every 1m --duration 1h --speed max', 'an hour at once'],
  ],
  run: (settings, context) => runPublish(settings, context),
});

/** Publishes, from the moment that something is `ready` for it; what is wrong with the settings is said before. */
export async function runPublish(
  settings: PublishSettings,
  context: Context,
  ready: Promise<unknown> = Promise.resolve(),
): Promise<ExitCode> {
  const output = outputSettings(settings);
  const screen = createScreen(context, output);
  const connection = connectionSettings(settings);
  const { count, duration, start, speed, qos } = settings;
  const startMs = start ?? context.now();
  const clock = createSimulatedClock({ startMs, speed, realNow: context.now });
  const source = sourceOf(settings, clock, startMs, context, screen);
  const run: PublishRun = {
    context,
    screen,
    clock,
    source,
    limits: {
      count: count ?? Number.POSITIVE_INFINITY,
      endMs: startMs + (duration ?? Number.POSITIVE_INFINITY),
    },
    sink: createScreenSink(screen, output),
    qos,
  };
  await ready;
  const running = settings['dry-run'] ? dryRun(run) : publishRun(run, connection);
  return running.finally(() => source.atEnd?.());
}
