import type { Sink } from '../observation/sink.ts';

/** A screen and further sinks as one sink. Its end is the end of the further sinks: the screen still shows a summary. */
export function fanOut(screen: Sink, others: readonly Sink[]): Sink {
  const sinks = [screen, ...others];
  return {
    take:
      others.length === 0
        ? screen.take
        : (observation) => {
            for (const sink of sinks) sink.take(observation);
          },
    told: () => Promise.all(sinks.map((sink) => sink.told?.())),
    end: async () => {
      for (const text of await Promise.all(others.map((sink) => sink.end()))) {
        if (text !== undefined) screen.take({ kind: 'note', text, isWarning: false });
      }
      return undefined;
    },
  };
}
