import { usageFailure } from '../../failure.ts';
import { recordingLayout } from '../../options/recording.ts';
import { selectionOf } from '../../options/selection.ts';
import { passedOverWords } from '../../replay/recording.ts';
import { note } from '../../services/note.ts';
import { replayedMessages } from '../../services/publishing/replayed.ts';
import type { MessageSource } from '../../services/publishing/source.ts';
import { openRecording, recordingName } from '../../services/recording-file.ts';
import type { PublishSettings } from './options.ts';
import type { SourceContext } from './source-context.ts';
import { templatedMessages, templatedSelection } from './templated-messages.ts';

/**
 * The messages of a recording, by the options. Throws a usage failure for contradictory options, and for an unreadable
 * file.
 */
export function replaySource(settings: PublishSettings, path: string, context: SourceContext): MessageSource {
  if (settings.loop && path === '-') throw usageFailure('--loop needs a file: stdin ends once');
  const { sink } = context;
  const onNote = (text: string): void => note(sink, text);
  const open = () => openRecording('--replay', path, { stdin: context.stdin, note: onNote });
  // A file that can't be read is an error before anything is connected.
  let chunks = open();
  let rounds = 0;
  let passedOver = 0;
  const selection = selectionOf(settings);
  const { templates } = context;
  const messages = replayedMessages({
    open: () => {
      if (rounds++ > 0) chunks = open();
      return chunks;
    },
    isLooping: settings.loop,
    source: recordingName('--replay', path),
    layout: recordingLayout(settings, selection),
    startMs: context.startMs,
    shiftToMs: settings.shift === 'now' ? context.startMs : settings.shift,
    ...templatedMessages(settings, templates),
    selection: templatedSelection(selection, templates),
    onPassedOver: () => passedOver++,
    onNote: (text) => rounds === 1 && onNote(text),
  });
  return {
    messages,
    isPaced: settings.speed !== Number.POSITIVE_INFINITY,
    endInput: () => chunks.destroy(),
    atEnd: () => {
      if (passedOver > 0) onNote(passedOverWords(passedOver));
    },
  };
}
