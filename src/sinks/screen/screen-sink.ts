import type { Observation, ObservationKind } from '../../observation/observation.ts';
import type { Sink } from '../../observation/sink.ts';
import type { KindView, ScreenSinkSettings } from './kind-view.ts';
import type { Screen } from './screen.ts';
import { type OpenView, type OwnViews, VIEWS } from './views.ts';

/**
 * The screen as a sink: results on stdout, all else on stderr. `ownViews` are the views of the kinds that the command
 * alone observes.
 */
export function createScreenSink(
  screen: Screen,
  settings: ScreenSinkSettings,
  ownViews: OwnViews = {},
): Sink {
  const views: { readonly [K in ObservationKind]?: OpenView<K> } = { ...VIEWS, ...ownViews };
  const open: { [K in ObservationKind]?: KindView<Observation> } = {};
  const opened = (kind: ObservationKind): KindView<Observation> => {
    // The table maps each kind to a view of just that kind; TypeScript does not follow that through an index.
    const view = (views[kind]?.(screen, settings) ?? NO_VIEW) as KindView<Observation>;
    open[kind] = view;
    return view;
  };
  const waiting: (() => void)[] = [];
  const isHolding = (): boolean => Object.values(open).some((view) => view.isHolding?.());
  const release = (): void => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  const end = (): void => {
    for (const view of Object.values(open)) view.end?.();
    screen.flush();
    release();
  };
  return {
    take: (observation) => {
      // A summary stands below its observations.
      if (observation.kind === 'summary') end();
      (open[observation.kind] ?? opened(observation.kind)).take(observation);
      if (waiting.length > 0 && !isHolding()) release();
    },
    told: async () => {
      while (isHolding()) await new Promise<void>((resolve) => waiting.push(resolve));
      await screen.told();
    },
    end: async () => {
      end();
      return undefined;
    },
  };
}

const NO_VIEW: KindView<Observation> = { take: () => {} };
