import { HOUR, winter } from '../site.ts';
import { defineFault } from './define-fault.ts';
import { riseAndRecover, towards } from './shape.ts';

/** Without heating a zone cools down towards the winter outside; without cooling a zone heats up in summer. */
export const hvacFailure = defineFault({
  type: 'hvac-failure',
  describe: 'heating or cooling of a wing fails; its rooms drift off',
  scope: 'zone',
  durationMs: [24 * HOUR, 60 * HOUR],
  shareOfTime: 0.3,
  params: { lagHours: [25, 10] },
  onset: 0.1,
  air(air, occurrence, { room, timeMs }) {
    const target = winter(room.site, timeMs) > -0.4 ? 10 : 33;
    const share = riseAndRecover(occurrence, timeMs, occurrence.params.lagHours * HOUR);
    return {
      ...air,
      air: towards(air.air, target, share),
      walls: towards(air.walls, target, share),
    };
  },
});
