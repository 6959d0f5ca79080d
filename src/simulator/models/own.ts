import { type SensorKind, sensorType } from '../../building/sensors.ts';
import { ordinaryAir } from '../air.ts';
import { below, hashText, mix, uniform } from '../hash.ts';
import type { Moment } from '../moment.ts';
import { fractalNoise } from '../noise.ts';
import { isOccupied, laggedPresence } from '../occupancy.ts';
import { angleOfDay, type OwnModel } from '../own-kind.ts';
import { type Room, trait } from '../room.ts';
import type { SensorModel, ValuePart } from './model.ts';

/**
 * The model of a kind of a layout file.
 *
 * @param modelOf the model of another kind, for a kind that follows
 */
export function ownModel(
  kind: SensorKind,
  model: OwnModel,
  modelOf: (kind: SensorKind) => SensorModel,
): SensorModel {
  const salt = hashText(`own kind ${kind}`);
  const { unit } = sensorType(kind);
  if (model.type === 'follows') {
    const { feels, truth } = modelOf(model.kind as SensorKind);
    const followed = (moment: Moment) => model.times * truth(moment, [], ordinaryAir);
    return {
      feels,
      truth: (...of) => model.times * truth(...of) + model.plus,
      parts: (moment) => [
        { name: `by ${model.kind}, times ${model.times}`, value: followed(moment), unit },
        { name: 'more', value: model.plus, unit },
      ],
    };
  }
  const level = (moment: Moment) => levelOf(model, moment, salt);
  return {
    feels: [],
    truth: level,
    parts: (moment) => partsOf(model, level(moment)).map((part) => ({ ...part, unit })),
  };
}

/** The causes of a level. They add up to the level. */
function partsOf(
  model: Exclude<OwnModel, { type: 'follows' }>,
  level: number,
): readonly Omit<ValuePart, 'unit'>[] {
  switch (model.type) {
    case 'constant':
      return [{ name: 'at all times', value: level }];
    case 'daily':
      return [
        { name: 'at least', value: model.low },
        { name: 'by the time of day', value: level - model.low },
      ];
    case 'presence':
      return [
        { name: 'in an empty room', value: model.empty },
        { name: 'by people', value: level - model.empty },
      ];
    case 'walk':
      return [
        { name: 'at least', value: model.low },
        { name: 'by the random walk', value: level - model.low },
      ];
    case 'states':
      return [{ name: 'in the state of these times', value: level }];
  }
}

function levelOf(model: Exclude<OwnModel, { type: 'follows' }>, moment: Moment, salt: number): number {
  switch (model.type) {
    case 'constant':
      return model.value;
    case 'daily': {
      const angle = angleOfDay(moment.sinceMidnight - model.highestMs);
      return model.low + ((model.high - model.low) * (1 + Math.cos(angle))) / 2;
    }
    case 'presence':
      return model.empty + (model.occupied - model.empty) * presence(moment, model.lagMs);
    case 'walk': {
      // Within the bounds at every moment, and more often in the middle.
      const position =
        (1 + Math.tanh(fractalNoise(trait(moment.room, salt), moment.timeMs, model.turnMs, 5))) / 2;
      return model.low + (model.high - model.low) * position;
    }
    case 'states':
      return stateAt(model.values, model.everyMs, moment.room, moment.timeMs, salt);
  }
}

function presence(moment: Moment, lagMs: number): number {
  return lagMs === 0 ? Number(isOccupied(moment)) : laggedPresence(moment, lagMs);
}

/** A new draw after each stay. Rooms change at different moments. */
function stateAt(
  values: readonly number[],
  everyMs: number,
  room: Room,
  timeMs: number,
  salt: number,
): number {
  const hash = trait(room, salt);
  const stay = mix(hash, Math.floor(timeMs / everyMs + uniform(hash)));
  return values[below(stay, values.length)] ?? 0;
}
