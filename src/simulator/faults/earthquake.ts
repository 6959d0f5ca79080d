import { noise } from '../noise.ts';
import { SECOND } from '../site.ts';
import { defineFault } from './define-fault.ts';
import { progress } from './shape.ts';

export const earthquake = defineFault({
  type: 'earthquake',
  describe: 'the whole building shakes, higher floors more',
  scope: 'building',
  durationMs: [40 * SECOND, 150 * SECOND],
  shareOfTime: 0.0008,
  params: { peak: [5, 40] },
  vibration(speed, occurrence, { room, timeMs }) {
    const height = 1 + 0.08 * Math.max(0, Math.min(60, room.floor));
    const passed = progress(occurrence, timeMs);
    const envelope = Math.min(1, passed / 0.1) * Math.exp(-3 * passed);
    const tremble = Math.exp(0.3 * noise(occurrence.hash, timeMs, 5 * SECOND));
    return Math.hypot(speed, occurrence.params.peak * height * envelope * tremble);
  },
});
