import type { Address } from '../../building/address.ts';
import { type SensorKind, sensorType } from '../../building/sensors.ts';
import { formatTopic } from '../../building/topic.ts';
import { WINGS, type Wing } from '../../building/wings.ts';
import { CBOR_ENCODER } from '../../payload/cbor-encoder.ts';
import { Draw } from './draw.ts';
import type { MessagePurpose, TesterMessage } from './sent-message.ts';

/** Readings for an alarm program: some beyond the threshold, and baits. */
export interface Challenge {
  readonly building: string;
  readonly sensor: SensorKind;
  /** In the sensor's unit; drawn ones are whole numbers. Values above it are alarms, values on it are not. */
  readonly threshold: number;
  /** Retained before the program starts. No alarm is among them. */
  readonly retained: readonly TesterMessage[];
  /** The messages of each part, in order; the last one is the part's sentinel. */
  readonly parts: ReadonlyMap<string, readonly TesterMessage[]>;
}

/** Left out: drawn from the seed. */
export interface ChallengeWishes {
  readonly sensor: SensorKind;
  readonly format: ChallengeFormat;
  readonly building: string | undefined;
  readonly threshold: number | undefined;
  readonly prefix: string | undefined;
}

export const CHALLENGE_FORMATS = ['json', 'cbor', 'mixed'] as const;
export type ChallengeFormat = (typeof CHALLENGE_FORMATS)[number];

/** The parts of a challenge. */
export const CHALLENGE_PARTS = ['main', 'malformed', 'burst', 'again'] as const;

const BUILDINGS = ['TORRE', 'NAVE', 'AULARIO', 'CAMPUS', 'ESCUELA', 'MUSEO', 'HOTEL', 'CLINICA'] as const;
const BURST = 500;

/** Draws a challenge. The same seed and wishes give the same messages. */
export function drawChallenge(seed: string, wishes: ChallengeWishes): Challenge {
  return new Drawing(seed, wishes).challenge();
}

/** Each value and each room of one challenge is unique: a printed line belongs to one reading only. */
class Drawing {
  readonly #draw: Draw;
  readonly #wishes: ChallengeWishes;
  readonly #building: string;
  readonly #threshold: number;
  /** The tenths near a drawn value. */
  readonly #tenths = new Set<number>();
  readonly #rooms = new Set<number>();
  #seq = 0;

  constructor(seed: string, wishes: ChallengeWishes) {
    this.#draw = new Draw(seed);
    this.#wishes = wishes;
    this.#building = wishes.building ?? this.#draw.of(BUILDINGS);
    const [low, high] = THRESHOLDS[wishes.sensor] ?? sensorType(wishes.sensor).uniformRange;
    this.#threshold = wishes.threshold ?? this.#draw.integer(Math.ceil(low), Math.floor(high));
  }

  challenge(): Challenge {
    return {
      building: this.#building,
      sensor: this.#wishes.sensor,
      threshold: this.#threshold,
      retained: [{ ...this.#within('retained'), retain: true }],
      parts: new Map([
        ['main', this.#part('main', this.#main())],
        ['malformed', this.#part('malformed', this.#malformed())],
        ['burst', this.#part('burst', this.#burst())],
        ['again', this.#part('again', [this.#alarm('again'), this.#within('again')])],
      ]),
    };
  }

  #part(part: string, messages: readonly TesterMessage[]): readonly TesterMessage[] {
    return [...this.#draw.shuffled(messages), this.#alarm(part, 'sentinel')];
  }

  #main(): TesterMessage[] {
    const part = 'main';
    const { sensor } = this.#wishes;
    const quantum = 0.01;
    return [
      ...WINGS.map((wing) => this.#alarm(part, 'alarm', { wing })),
      this.#alarm(part, 'alarm', { floor: 12 }),
      this.#alarm(part, 'alarm', { floor: 0 }),
      this.#message(part, 'alarm', this.#address(), this.#taken(this.#threshold + quantum)),
      this.#message(part, 'alarm', this.#address(), this.#whole()),
      this.#exponent(part),
      this.#message(part, 'at-limit', this.#address(), this.#threshold),
      this.#message(part, 'at-limit', this.#address(), this.#threshold),
      this.#message(part, 'within', this.#address(), this.#taken(this.#threshold - quantum)),
      this.#message(part, 'within', this.#address(), this.#value(-this.#threshold - 9, -this.#threshold - 1)),
      this.#message(part, 'within', this.#address(), 0),
      ...this.#fewerDigits(part),
      ...Array.from({ length: 4 }, () => this.#within(part)),
      ...OTHER_SENSORS.filter((other) => other !== sensor).map((other) =>
        this.#message(part, 'other-sensor', { ...this.#address(), sensor: other }, this.#beyond()),
      ),
      ...this.#strangers(part),
    ];
  }

  /** Compared as texts, `9.7` is more than `28`. */
  #fewerDigits(part: string): TesterMessage[] {
    if (this.#threshold < 10 || this.#threshold >= 90) return [];
    const first = Number(String(this.#threshold)[0]);
    return [this.#message(part, 'within', this.#address(), this.#value(first + 1, 9.9))];
  }

  /** Readings beyond the threshold, but of other buildings. */
  #strangers(part: string): TesterMessage[] {
    const other = BUILDINGS.find((name) => name !== this.#building) ?? 'OTHER';
    const elsewhere = (building: string): TesterMessage =>
      this.#message(part, 'other-building', { ...this.#address(), building }, this.#beyond());
    const below = elsewhere(this.#building);
    return [
      elsewhere(other),
      elsewhere(`${this.#building}2`),
      // The same building below another prefix.
      { ...below, topic: `${other}/${below.topic}` },
    ];
  }

  #malformed(): TesterMessage[] {
    const { sensor } = this.#wishes;
    const payloads = [
      `{"sensor":"${sensor}","value":`,
      '',
      'temperature is high',
      `{"sensor":"${sensor}","unit":"${sensorType(sensor).unit}"}`,
      `{"sensor":"${sensor}","value":null}`,
      '[1,2',
      'null',
    ].map((text) => Buffer.from(text));
    return [...payloads, Buffer.from([0xff, 0xfe, 0x80, 0x31])].map((payload) => ({
      ...{ topic: this.#topic(this.#address()), payload, retain: false, qos: 1 },
      ...{ part: 'malformed', purpose: 'malformed' },
    }));
  }

  #burst(): TesterMessage[] {
    const places = Array.from({ length: 20 }, () => this.#address());
    return Array.from({ length: BURST }, (_, i) => {
      const place = places[i % places.length] ?? this.#address();
      if (i % 100 === 50) return this.#alarm('burst');
      const value = this.#draw.decimal(this.#threshold - 8, this.#threshold - 1, 2);
      return this.#message('burst', 'within', place, value);
    });
  }

  #alarm(part: string, purpose: MessagePurpose = 'alarm', place: Partial<Address> = {}): TesterMessage {
    return this.#message(part, purpose, { ...this.#address(), ...place }, this.#beyond());
  }

  #within(part: string): TesterMessage {
    const value = this.#value(this.#threshold - 9, this.#threshold - 0.1);
    return this.#message(part, 'within', this.#address(), value);
  }

  /** The value in JSON as `3.147e1`. */
  #exponent(part: string): TesterMessage {
    const alarm = this.#alarm(part);
    const { value = 0 } = alarm;
    if (this.#wishes.format === 'cbor') return alarm;
    const { sensor } = this.#wishes;
    const text = `{"sensor":"${sensor}","value":${value.toExponential()},"unit":"${sensorType(sensor).unit}"}`;
    return { ...alarm, payload: Buffer.from(text) };
  }

  #message(part: string, purpose: MessagePurpose, address: Address, value: number): TesterMessage {
    return {
      ...{ topic: this.#topic(address), payload: this.#payload(address.sensor, value) },
      ...{ retain: false, qos: 1, part, purpose, value, address },
    };
  }

  #topic(address: Address): string {
    return formatTopic(address, this.#wishes.prefix);
  }

  #payload(sensor: SensorKind, value: number): Uint8Array {
    const { format } = this.#wishes;
    const seq = this.#seq++;
    const record = { sensor, value, unit: sensorType(sensor).unit, seq };
    const isCbor = format === 'cbor' || (format === 'mixed' && seq % 2 === 1);
    return isCbor ? CBOR_ENCODER.encode(record) : Buffer.from(JSON.stringify(record));
  }

  #address(): Address {
    const room = this.#draw.fresh(this.#rooms, 101, 989);
    const wing = this.#draw.of(WINGS as readonly [Wing, ...Wing[]]);
    const floor = this.#draw.integer(1, 9);
    return { building: this.#building, floor, wing, room, sensor: this.#wishes.sensor };
  }

  /** A value above the threshold. */
  #beyond(): number {
    return this.#value(this.#threshold + 0.5, this.#threshold + 15);
  }

  #whole(): number {
    return this.#unique(() =>
      this.#draw.integer(Math.floor(this.#threshold) + 1, Math.floor(this.#threshold) + 15),
    );
  }

  #value(from: number, to: number): number {
    return this.#unique(() => this.#draw.decimal(from, to, 2));
  }

  /** A value that stays unique with one decimal, rounded or cut. */
  #unique(draw: () => number): number {
    for (;;) {
      const value = draw();
      const tenth = Math.floor(value * 10);
      if (this.#tenths.has(tenth) || this.#tenths.has(tenth + 1)) continue;
      this.#tenths.add(tenth).add(tenth + 1);
      return value;
    }
  }

  #taken(value: number): number {
    return Number(value.toFixed(2));
  }
}

const OTHER_SENSORS: readonly SensorKind[] = ['TEMP', 'HUM', 'LUX', 'VIBR'];

/** The thresholds to draw from. Their values can be told from those of rooms. */
const THRESHOLDS: Readonly<Partial<Record<SensorKind, readonly [number, number]>>> = {
  TEMP: [24, 32],
  HUM: [55, 75],
  LUX: [300, 700],
  VIBR: [3, 9],
};
