import type { RoomType } from '../building/room-type.ts';
import { curveAt } from './building-day.ts';
import { hashText, logNormal } from './hash.ts';
import type { Moment } from './moment.ts';
import { noise } from './noise.ts';
import { type Room, trait } from './room.ts';
import { MINUTE } from './site.ts';
import { CONTRAST, clearness } from './weather.ts';

/** Share of the facade's light at the sensor, behind glass and depth. */
const SHARES: Readonly<Record<RoomType, number>> = {
  office: 0.006,
  interior: 0.0001,
  meeting: 0.006,
  corridor: 0.0005,
  server: 0,
  plant: 0,
};

/** Daylight at the sensor in lux, behind blinds, under moving clouds. */
export function daylight(moment: Moment): number {
  return behindBlinds(moment.room, fullDaylight(moment));
}

/** Daylight at the sensor in lux, with all blinds up. */
export function fullDaylight(moment: Moment): number {
  const { room, timeMs } = moment;
  const diffuse = skyLight(moment);
  if (diffuse === 0) return 0;
  const clear = clearness(room.building, timeMs, cloudsAt(moment));
  return through(moment, clear);
}

/** Daylight as people expect it for a while, after the look at the sky: without the passing clouds. In lux. */
export function expectedDaylight(moment: Moment): number {
  const diffuse = skyLight(moment);
  if (diffuse === 0) return 0;
  const clear = 1 / (1 + Math.exp(-CONTRAST * cloudsAt(moment)));
  return behindBlinds(moment.room, through(moment, clear));
}

/** Light of the clear sky in lux, 0 where none reaches the sensor. */
function skyLight({ room, today, sinceMidnight }: Moment): number {
  if (SHARES[room.type] === 0) return 0;
  const diffuse = curveAt(today.diffuse, sinceMidnight);
  return diffuse < 0.1 ? 0 : diffuse;
}

/** Clouds and mist, in the unit of `cover`. */
function cloudsAt({ today, sinceMidnight }: Moment): number {
  return curveAt(today.cover, sinceMidnight) - curveAt(today.mist, sinceMidnight);
}

function through({ room, today, sinceMidnight }: Moment, clear: number): number {
  const direct = clear === 0 ? 0 : curveAt(today.direct[room.wing], sinceMidnight);
  const beam = direct === 0 ? 0 : 0.9 * direct * clear * beamAt(trait(room, BEAMS), sinceMidnight);
  const indirect = curveAt(today.indirect[room.wing], sinceMidnight);
  // An overcast sky is darkest where a window looks. Thick mist takes half of the rest.
  const covered = curveAt(today.overcast, sinceMidnight) * (0.7 - 0.1 * curveAt(today.mist, sinceMidnight));
  const glass = logNormal(trait(room, WINDOW), SHARES[room.type], 0.35);
  const sky = logNormal(trait(room, SKY), 0.9, 0.4);
  return glass * (sky * (covered * (1 - clear) + indirect * clear) + beam);
}

/**
 * Frames, trees and other houses shade the sensor at the same hours each day, with edges of some minutes. Between them
 * the beam may hit the sensor.
 */
function beamAt(salt: number, sinceMidnight: number): number {
  const open = noise(salt, sinceMidnight, 75 * MINUTE);
  const lit = 0.15 + 0.9 / (1 + Math.exp(-12 * (open + 0.1)));
  return open < SPOT ? lit : lit + 4 * (open - SPOT);
}

/** The further the sun dazzles, the further people let down their blinds. */
function behindBlinds(room: Room, daylight: number): number {
  const dazzles = logNormal(trait(room, BLINDS), DAZZLES, 0.3);
  const dazzle = daylight - dazzles;
  return dazzle < 0
    ? daylight
    : dazzles + BLINDS_PASS * (1 - Math.exp(-dazzle / BLINDS_PASS)) + 0.04 * dazzle;
}

/** Above this value of the pattern the beam hits the sensor itself: two hours of a hundred. */
const SPOT = 1.1;
/** Blinds come down above this daylight, in lux, and let about so much of the rest through. */
const DAZZLES = 200;
const BLINDS_PASS = 130;
const BLINDS = hashText('blinds');
const SKY = hashText('seen sky');
const BEAMS = hashText('beams');
const WINDOW = hashText('window');
