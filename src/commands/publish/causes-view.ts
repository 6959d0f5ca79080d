import { isoTime } from '../../building/time.ts';
import { formatTopic } from '../../building/topic.ts';
import type { Explanation, RoomExplanation } from '../../simulator/explanation.ts';
import type { View } from '../../sinks/screen/printer.ts';
import { escapeControl } from '../../text/escape.ts';
import { wrap } from '../../text/wrap.ts';

/**
 * The causes of a reading.
 *
 * @param width lines for people break at this width; undefined: lines are whole
 */
export const causesView = (width: number | undefined): View<Explanation> => ({
  columns: ['type', 'topic', 'time', 'seed', 'value', 'unit', 'truth', 'bias', 'noise'],
  human: ({ address, type, timeMs, seed, value, room, faults }, paint) => {
    const head = `${paint.value(formatTopic(address))} at ${isoTime(timeMs)}: ${value}${unitText(type.unit)} (seed ${escapeControl(seed)})`;
    const lines = room
      ? roomLines(room, unitText(type.unit), type.quantum)
      : ['values  uniform: no room is behind them'];
    const active = faults.map(
      ({ id, startMs, endMs, severity }) =>
        `${escapeControl(id)}, ${isoTime(startMs)} to ${isoTime(endMs)}, severity ${severity.toFixed(2)}`,
    );
    const last = `faults    ${active.length === 0 ? 'none' : active.join('; ')}`;
    return [head, ...[...lines, last].flatMap((line) => broken(line, width))].join('\n  ');
  },
  record: ({ address, type, timeMs, seed, value, room, faults }) => ({
    type: 'explanation',
    topic: formatTopic(address),
    time: isoTime(timeMs),
    seed,
    value,
    unit: type.unit,
    truth: room?.truth,
    bias: room?.bias,
    noise: room?.noise,
    room_type: room?.roomType,
    outdoors: room && {
      celsius: room.outdoors.celsius,
      grams_of_water: room.outdoors.moisture,
      clear_share: room.outdoors.clear,
      sky_lux: room.outdoors.sky,
      sun_lux: room.outdoors.sun,
    },
    occupied: room?.isOccupied,
    stays: room && staysOf(room),
    fans: room?.fans,
    setback: room?.setback,
    parts: room?.parts,
    faults: faults.map(({ id, startMs, endMs, severity, params }) => ({
      id,
      start: isoTime(startMs),
      end: isoTime(endMs),
      severity,
      params,
    })),
  }),
});

/** A line behind its label, broken at a width. */
function broken(line: string, width = Number.POSITIVE_INFINITY): string[] {
  const label = line.slice(0, LABEL);
  const room = Math.max(MIN_WIDTH, width - MARGIN - LABEL);
  return wrap(line.slice(LABEL), room).map((part, i) => `${i === 0 ? label : ' '.repeat(LABEL)}${part}`);
}

const LABEL = 'people    '.length;
const MARGIN = 2;
const MIN_WIDTH = 20;

function roomLines(room: RoomExplanation, unit: string, quantum: number): string[] {
  const { outdoors, parts, truth, bias, noise } = room;
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const digits = quantum < 1 ? 3 : 1;
  const stays = staysOf(room).map(([comes, goes]) => `${comes}-${goes}`);
  return [
    `room      ${room.roomType}; ${room.isOccupied ? 'somebody is there' : 'nobody is there'}`,
    `people    ${stays.length === 0 ? 'nobody comes on this day' : stays.join(', ')}`,
    `weather   ${outdoors.celsius.toFixed(1)} °C, ${outdoors.moisture.toFixed(1)} g/m³ of water, ${percent(outdoors.clear)} of the sun`,
    `sun       ${outdoors.sky.toFixed(0)} lx from a clear sky, ${outdoors.sun.toFixed(0)} lx of a cloudless sun on the facade`,
    `building  fans ${percent(room.fans)}, heating set back ${percent(room.setback)}`,
    ...parts.map(
      ({ name, value, unit: of }, i) =>
        `${(i === 0 ? 'causes' : '').padEnd(9)} ${`${value.toFixed(digits)} ${of}`.trim()} ${name}`,
    ),
    `truth     ${truth.toFixed(digits)}${unit} in the room, faults of rooms included`,
    `sensor    bias ${bias.toFixed(digits)}, noise ${noise.toFixed(digits)}, steps of ${quantum}`,
  ];
}

/** Nothing for 0 and 1, which have the unit `/`. */
function unitText(unit: string): string {
  return unit === '/' ? '' : ` ${unit}`;
}

/** The stays of people, as times of day by their clocks. */
function staysOf({ stays }: RoomExplanation): [string, string][] {
  return Array.from({ length: stays.length / 2 }, (_, i) => [
    clockTime(stays[2 * i] ?? 0),
    clockTime(stays[2 * i + 1] ?? 0),
  ]);
}

/** `08:41`; after midnight, the hours go on: `24:10`. */
function clockTime(sinceMidnightMs: number): string {
  const minutes = Math.floor(sinceMidnightMs / 60_000);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
