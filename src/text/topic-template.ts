import { type Address, isBuildingName, type RoomAddress } from '../building/address.ts';
import { SENSOR_KINDS, sensorType } from '../building/sensors.ts';
import { WINGS } from '../building/wings.ts';
import { topicNameFault } from '../mqtt-protocol/topic.ts';
import { orList, ReadError, type Reader } from './reader.ts';

/** The topic tree of another program: `site/{building}/{floor}/{wing}{room}/{sensor}`. */
export interface TopicTemplate {
  readonly text: string;
  /** The levels of an address in the template. */
  readonly levels: ReadonlySet<keyof Address>;
  /** The topic of a sensor, without the levels in front. */
  readonly format: (address: Address) => string;
  /**
   * The levels in the end of a topic; undefined for a topic of another shape. Levels in front of the template may be
   * anything.
   */
  readonly parse: (topic: string) => Partial<Address> | undefined;
  /** The filter for the topics of a place. A level of the topic that the place leaves open is `+`. */
  readonly filter: (place: Partial<Address>) => string;
}

interface Slot {
  readonly level: keyof Address;
  readonly pattern: string;
  readonly write: (address: Partial<Address>) => string | undefined;
  readonly read: (text: string) => Partial<Address>;
}

const QUANTITIES = SENSOR_KINDS.map((kind) => [quantityWord(kind), kind] as const);

const SLOTS: Readonly<Record<string, Slot>> = {
  building: slot('building', '[^/+#]+', (text) => ({ building: text })),
  floor: slot('floor', '(?:0|-?[1-9]\\d{0,8})', (text) => ({ floor: Number(text) })),
  wing: slot('wing', `(?:${WINGS.join('|')})`, (text) => ({ wing: WINGS.find((wing) => wing === text) })),
  room: slot('room', '[1-9]\\d{0,8}', (text) => ({ room: Number(text) })),
  sensor: slot('sensor', `(?:${SENSOR_KINDS.join('|')})`, (text) => ({
    sensor: SENSOR_KINDS.find((kind) => kind === text),
  })),
  quantity: {
    level: 'sensor',
    pattern: `(?:${QUANTITIES.map(([word]) => word).join('|')})`,
    write: ({ sensor }) => sensor && quantityWord(sensor),
    read: (text) => present({ sensor: QUANTITIES.find(([word]) => word === text)?.[1] }),
  },
};

function slot(level: keyof Address, pattern: string, read: (text: string) => Present): Slot {
  return {
    level,
    pattern,
    write: (address) => (address[level] === undefined ? undefined : String(address[level])),
    read: (text) => present(read(text)),
  };
}

type Present = { readonly [Level in keyof Address]?: Address[Level] | undefined };

function present(levels: Present): Partial<Address> {
  return Object.fromEntries(Object.entries(levels).filter(([, value]) => value !== undefined));
}

/** The quantity of a sensor in one word: `temperature`, `carbon_dioxide`. */
export function quantityWord(kind: Address['sensor']): string {
  return sensorType(kind).quantity.replaceAll(' ', '_');
}

export const readTopicTemplate: Reader<TopicTemplate> = (text) => {
  const parts = text.split(/\{([^{}]*)\}/);
  const names = parts.filter((_, i) => i % 2 === 1);
  const unknown = names.find((name) => SLOTS[name] === undefined);
  const known = orList(Object.keys(SLOTS).map((name) => `{${name}}`));
  if (unknown !== undefined) throw new ReadError(`{${unknown}} is no name: use ${known}`);
  const slots = names.map((name) => SLOTS[name] as Slot);
  if (slots.length === 0) throw new ReadError(`it names no level: use ${known}`);
  const levels = slots.map(({ level }) => level);
  const twice = levels.find((level, i) => levels.indexOf(level) !== i);
  if (twice !== undefined) throw new ReadError(`it has the ${twice} twice`);
  const fault = topicNameFault(text.replace(/\{|\}/g, ''));
  if (fault !== undefined) throw new ReadError(fault);
  const template = topicTemplate(text, slots);
  const problem = ambiguity(template);
  if (problem !== undefined) throw new ReadError(problem);
  return template;
};

function topicTemplate(text: string, slots: readonly Slot[]): TopicTemplate {
  const literals = text.split(/\{[^{}]*\}/);
  const escaped = literals.map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = escaped.map((literal, i) => literal + (slots[i] ? `(${slots[i].pattern})` : '')).join('');
  const shape = new RegExp(`(?:^|/)${pattern}$`);
  const fill = (address: Partial<Address>, open: string): string =>
    literals.map((literal, i) => literal + (slots[i] ? (slots[i].write(address) ?? open) : '')).join('');
  return {
    text,
    levels: new Set(slots.map(({ level }) => level)),
    format: (address) => fill(address, ''),
    parse: (topic) => {
      const match = shape.exec(topic);
      if (match === null) return undefined;
      const found: Partial<Address> = Object.assign(
        {},
        ...slots.map(({ read }, i) => read(match[i + 1] ?? '')),
      );
      return found.building === undefined || isBuildingName(found.building) ? found : undefined;
    },
    filter: (place) =>
      fill(place, '\0')
        .split('/')
        .map((level) => (level.includes('\0') ? '+' : level))
        .join('/'),
  };
}

/** Words for two sensors that a template gives one topic, or a topic that is read as another sensor's. */
function ambiguity(template: TopicTemplate): string | undefined {
  for (const building of ['BUILDING', 'B2'])
    for (const floor of [2, 12, -1])
      for (const wing of WINGS)
        for (const room of [1, 2, 21]) {
          const address: Address = { building, floor, wing, room, sensor: 'TEMP' };
          const topic = template.format(address);
          const read = template.parse(topic);
          const other = { ...address, ...read };
          const isSame =
            read !== undefined && [...template.levels].every((level) => other[level] === address[level]);
          if (!isSame) return `${roomWords(address)} and ${roomWords(other)} would both be '${topic}'`;
        }
  return undefined;
}

function roomWords({ building, floor, wing, room }: RoomAddress): string {
  return `${building} floor ${floor} wing ${wing} room ${room}`;
}
