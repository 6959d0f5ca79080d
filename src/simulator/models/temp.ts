import type { RoomType } from '../../building/room-type.ts';
import { curveAt } from '../building-day.ts';
import type { Warmth } from '../disturbance.ts';
import { draught } from '../draught.ts';
import { gaussian, hashText, logNormal, uniform } from '../hash.ts';
import type { Moment } from '../moment.ts';
import { fractalNoise, noise } from '../noise.ts';
import { crowd, laggedPresence } from '../occupancy.ts';
import { type Room, trait } from '../room.ts';
import { HOUR, MINUTE, winter } from '../site.ts';
import type { SensorModel } from './model.ts';

/** The temperature of a type of room; all in kelvins. */
interface ThermalProfile {
  /** The mean above the mean of an office. */
  readonly offset: number;
  /** The final rise by the people of the room. */
  readonly people: number;
  /** The final rise by 50 klx on the facade. */
  readonly sun: number;
  /** The final fall by the setback of the heating. */
  readonly setback: number;
  /** The effect of the weather, as a share of the effect at the facade. */
  readonly weather: number;
  /** The random motion over days. */
  readonly wander: number;
}

const PROFILES: Readonly<Record<RoomType, ThermalProfile>> = {
  office: { offset: 0, people: 0.55, sun: 2, setback: 0.6, weather: 1, wander: 0.3 },
  interior: { offset: 0.1, people: 0.55, sun: 0.2, setback: 0.2, weather: 0.4, wander: 0.22 },
  meeting: { offset: 0, people: 1.2, sun: 1.3, setback: 0.45, weather: 0.8, wander: 0.28 },
  corridor: { offset: -0.3, people: 0.1, sun: 0.25, setback: 0.4, weather: 0.6, wander: 0.2 },
  server: { offset: -0.2, people: 0.2, sun: 0.08, setback: 0.1, weather: 0.2, wander: 0.28 },
  plant: { offset: 1, people: 0.3, sun: 0, setback: 0.3, weather: 0.5, wander: 0.35 },
};

/** A thermometer measures the temperature of the air. */
export const TEMP_MODEL: SensorModel = {
  feels: ['air'],
  truth: (moment, disturbances, airOf) => airOf(moment, disturbances).air,
  parts(moment) {
    const { room, today, sinceMidnight } = moment;
    const { sun, people, setback } = PROFILES[room.type];
    const fans = curveAt(today.fans, sinceMidnight);
    return [
      {
        name: 'of walls: season, weather of these days, the room itself',
        value: warmth(moment).walls,
        unit: 'Cel',
      },
      { name: 'by the sun', value: sunWarmth(moment, sun), unit: 'K' },
      { name: 'by people and machines', value: peopleWarmth(moment, people), unit: 'K' },
      { name: 'by the supply air', value: supply(room) * fans, unit: 'K' },
      { name: 'by the setback of the heating', value: -setbackCooling(moment, setback), unit: 'K' },
      { name: 'by moving air', value: flutter(moment, fans) + draught(moment).kelvin, unit: 'K' },
    ];
  },
};

/** The warmth of a room on an ordinary day. */
export function warmth(moment: Moment): Warmth {
  const { room, timeMs, today, sinceMidnight } = moment;
  const profile = PROFILES[room.type];
  const season = winter(room.site, timeMs);
  const walls =
    22.2 -
    0.9 * season +
    profile.offset +
    0.6 * gaussian(trait(room, OFFSET)) +
    profile.weather * curveAt(today.weather, sinceMidnight) +
    profile.wander *
      logNormal(trait(room, LIVELINESS), 1, 0.25) *
      fractalNoise(trait(room, WANDER), timeMs, 30 * HOUR, 2);
  const fans = curveAt(today.fans, sinceMidnight);
  const air =
    walls +
    sunWarmth(moment, profile.sun) +
    peopleWarmth(moment, profile.people) +
    supply(room) * fans -
    setbackCooling(moment, profile.setback) +
    flutter(moment, fans) +
    draught(moment).kelvin;
  return { air, walls };
}

/** The sun warms the air within hours, and the walls for the evening and the night. */
function sunWarmth({ room, today, sinceMidnight }: Moment, kelvin: number): number {
  const glass = kelvin * (0.75 + 0.4 * uniform(trait(room, GLASS)));
  return (
    glass *
    (curveAt(today.sunHeat[room.wing], sinceMidnight) +
      1.5 * curveAt(today.storedSun[room.wing], sinceMidnight))
  );
}

function peopleWarmth(moment: Moment, kelvin: number): number {
  const { room, today, sinceMidnight } = moment;
  return (
    kelvin *
    crowd(room) *
    (laggedPresence(moment, PEOPLE_LAG) + 1.5 * curveAt(today.storedUse, sinceMidnight))
  );
}

/** In kelvins. In summer there is little heating to set back. */
function setbackCooling({ room, timeMs, today, sinceMidnight }: Moment, kelvin: number): number {
  return kelvin * (0.5 + 0.5 * winter(room.site, timeMs)) * curveAt(today.setback, sinceMidnight);
}

/** The effect of the ventilation, in kelvins: some rooms are heated by their supply air, some are cooled. */
function supply(room: Room): number {
  const salt = trait(room, SUPPLY);
  const usual = 0.12 * gaussian(salt);
  return uniform(salt) < 0.17 ? usual + 1.8 * uniform(trait(room, REHEAT)) : usual;
}

/** Small motion of the air: of little strength in a sleeping building, and more while fans or cooling machines run. */
function flutter({ room, timeMs }: Moment, fans: number): number {
  const salt = trait(room, FLUTTER);
  if (room.type === 'server') return 0.06 * noise(salt, timeMs, 50 * MINUTE);
  const night =
    logNormal(salt, 0.0055, 0.5) *
    (noise(salt, timeMs, 12 * MINUTE) + 1.4 * noise(salt + 9, timeMs, 80 * MINUTE));
  if (fans < 0.001) return night;
  const strength = logNormal(trait(room, RESTLESS), 0.03, 0.7);
  return night + strength * fans * fractalNoise(salt + 1, timeMs, 70 * MINUTE, 2);
}

const PEOPLE_LAG = 2.5 * HOUR;
const OFFSET = hashText('temperature offset');
const LIVELINESS = hashText('temperature liveliness');
const GLASS = hashText('temperature glass');
const WANDER = hashText('temperature wander');
const SUPPLY = hashText('supply air');
const REHEAT = hashText('reheat');
const FLUTTER = hashText('flutter');
const RESTLESS = hashText('restless air');
