import type { RoomType } from '../building/room-type.ts';
import { curveAt } from './building-day.ts';
import { hashText, logNormal } from './hash.ts';
import type { Moment } from './moment.ts';
import { noise } from './noise.ts';
import { trait } from './room.ts';
import { MINUTE } from './site.ts';
import { clearness } from './weather.ts';

/** Share of the facade's light at the sensor, behind glass and depth. */
const SHARES: Readonly<Record<RoomType, number>> = {
  office: 0.0045,
  interior: 0.0001,
  meeting: 0.0043,
  corridor: 0.0005,
  server: 0,
  plant: 0,
};

/** Daylight at the sensor in lux, behind blinds, under moving clouds. */
export function daylight(moment: Moment): number {
  return behindBlinds(fullDaylight(moment));
}

/** Daylight at the sensor in lux, with all blinds up. */
export function fullDaylight(moment: Moment): number {
  const { room, timeMs, today, sinceMidnight } = moment;
  const diffuse = skyLight(moment);
  if (diffuse === 0) return 0;
  const clear = clearness(room.building, timeMs, curveAt(today.cover, sinceMidnight));
  return through(moment, diffuse, clear);
}

/** Daylight as people expect it for a while, after the look at the sky: without the passing clouds. In lux. */
export function expectedDaylight(moment: Moment): number {
  const diffuse = skyLight(moment);
  if (diffuse === 0) return 0;
  const clear = 1 / (1 + Math.exp(-curveAt(moment.today.cover, moment.sinceMidnight)));
  return behindBlinds(through(moment, diffuse, clear));
}

/** Light of the clear sky in lux, 0 where none reaches the sensor. */
function skyLight({ room, today, sinceMidnight }: Moment): number {
  if (SHARES[room.type] === 0) return 0;
  const diffuse = curveAt(today.diffuse, sinceMidnight);
  return diffuse < 0.1 ? 0 : diffuse;
}

function through({ room, today, sinceMidnight }: Moment, diffuse: number, clear: number): number {
  const direct = curveAt(today.direct[room.wing], sinceMidnight);
  const beam = direct === 0 ? 0 : direct * clear * beamAt(trait(room, BEAMS), sinceMidnight);
  const glass = logNormal(trait(room, WINDOW), SHARES[room.type], 0.35);
  const sky = logNormal(trait(room, SKY), 0.58, 0.4);
  return glass * (sky * diffuse * (1 - 0.3 * clear) + beam);
}

/**
 * Frames, trees and other houses shade the sensor at the same hours each day, with edges of some minutes. Between them
 * the beam may hit the sensor.
 */
function beamAt(salt: number, sinceMidnight: number): number {
  const open = noise(salt, sinceMidnight, 70 * MINUTE);
  const lit = 0.15 + 0.9 / (1 + Math.exp(-20 * (open + 0.4)));
  return open < SPOT ? lit : lit + 7 * (open - SPOT);
}

/** The further the sun dazzles, the further people let down their blinds. */
function behindBlinds(daylight: number): number {
  const dazzle = daylight - DAZZLES;
  return dazzle < 0
    ? daylight
    : DAZZLES + BLINDS_PASS * (1 - Math.exp(-dazzle / BLINDS_PASS)) + 0.04 * dazzle;
}

/** Above this value of the pattern the beam hits the sensor itself: two hours of a hundred. */
const SPOT = 1.1;
/** Blinds come down above this daylight, in lux, and let about so much of the rest through. */
const DAZZLES = 165;
const BLINDS_PASS = 90;
const SKY = hashText('seen sky');
const BEAMS = hashText('beams');
const WINDOW = hashText('window');
