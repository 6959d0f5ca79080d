import type { Context } from '../../command.ts';
import { usageFailure } from '../../failure.ts';
import type { Sink } from '../../observation/sink.ts';
import { note } from '../../services/note.ts';
import { openRecording, recordingName } from '../../services/recording-file.ts';
import { openReview } from '../../services/review.ts';
import { reviewing } from '../../services/reviewing.ts';
import { escapeControl } from '../../text/escape.ts';
import { announce } from './announce.ts';
import { type DashboardOptions, simulationOptions } from './options.ts';
import { openSupervisedPage, supervisingSettings } from './supervised-page.ts';

/** Options of a broker's messages, and of files that a recording must not write. */
const LIVE_OPTIONS = ['simulate', 'record', 'trace', 'publish', 'exec', 'state'] as const;

/** Shows a recording again, without a broker. Throws a usage failure for a wrong line, and for contradictory options. */
export async function review(
  settings: DashboardOptions,
  path: string,
  context: Context,
  screen: Sink,
): Promise<void> {
  rejectLive(settings);
  const { signal, stdin, now: realNow } = context;
  const supervision = supervisingSettings(settings, context);
  const chunks = openRecording('--replay', path, { stdin, note: (text) => note(screen, text) });
  const source = recordingName('--replay', path);
  const recording = await openReview({ chunks, source, speed: settings.speed ?? 1, realNow });
  const place = { ...context, now: recording.now };
  const page = await openSupervisedPage(settings, place, supervision, screen, {
    recording: `the recording ${path === '-' ? 'on stdin' : escapeControl(path)}`,
  });
  const { dashboard } = page;
  await reviewing(
    {
      ...supervision,
      review: recording,
      durationMs: settings.duration,
      signal,
      endInput: () => chunks.destroy(),
      onReady: (command) => {
        page.attach(command);
        void announce(dashboard.url, settings, screen);
      },
      onOver: () => {
        dashboard.finish();
        note(screen, 'the recording has ended; the page keeps its last values');
      },
    },
    dashboard,
  ).finally(() => dashboard.end());
}

function rejectLive(settings: DashboardOptions): void {
  const names = [...LIVE_OPTIONS, ...(Object.keys(simulationOptions) as (keyof typeof simulationOptions)[])];
  const other = names.find(
    (name) => name !== 'speed' && settings[name] !== undefined && settings[name] !== false,
  );
  if (other !== undefined)
    throw usageFailure(`--${other} means nothing with --replay: leave one of them out`);
}
