import type { Address } from '../../../building/address.ts';
import type { TopicExplanation } from '../../../building/explain.ts';
import { escapeControl } from '../../../text/escape.ts';
import type { View } from '../printer.ts';

export const SENSOR_TOPIC_VIEW: View<{ readonly topic: string; readonly address: Address }> = {
  columns: ['type', 'topic', 'building', 'floor', 'wing', 'room', 'sensor'],
  human: ({ topic }) => escapeControl(topic),
  record: ({ topic, address }) => ({ type: 'topic', topic, ...address }),
};

export const TOPIC_VIEW: View<string> = {
  columns: ['type', 'topic'],
  human: escapeControl,
  record: (topic) => ({ type: 'topic', topic }),
};

export const FILTER_VIEW: View<string> = {
  columns: ['type', 'filter'],
  human: escapeControl,
  record: (filter) => ({ type: 'filter', filter }),
};

export const EXPLANATION_VIEW: View<{ readonly text: string; readonly explanation: TopicExplanation }> = {
  columns: ['type', 'text', 'kind', 'summary'],
  human: ({ text, explanation }, paint) => {
    const { summary, levels } = explanation;
    const width = Math.min(24, Math.max(0, ...levels.map(({ level }) => escapeControl(level).length)));
    const lines = levels.map(
      ({ level, meaning, isWrong }) =>
        `${isWrong ? '✗' : ' '} ${paint.place(escapeControl(level).padEnd(width))}  ${escapeControl(meaning)}`,
    );
    return [`${paint.value(escapeControl(text))}: ${escapeControl(summary)}`, ...lines].join('\n');
  },
  record: ({ text, explanation }) => ({ type: 'explanation', text, ...explanation }),
};
