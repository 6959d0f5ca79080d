import { kindsWith, type SensorKind, type SensorType } from '../../building/sensors.ts';
import type { Disturbance } from '../disturbance.ts';
import { modelOf } from '../models.ts';
import type { Effects, EffectsNextDoor, FaultType, ParamRange } from './fault-type.ts';

/** A type of fault in the words of its file. */
export interface FaultDefinition<P extends string> extends Omit<FaultType<P>, 'sensors' | 'nextDoor'> {
  readonly nextDoor?: EffectsNextDoor<P>;
  /** The only kinds of sensor with the fault; left out, all kinds that can show it. */
  readonly kinds?: readonly SensorKind[];
}

/** A type of fault, with the kinds of sensor that can show the fault. */
export function defineFault<const P extends string = never>(definition: FaultDefinition<P>): FaultType {
  const { nextDoor, kinds, ...fault } = definition;
  const type: FaultType<P> = {
    ...fault,
    sensors: sensorsShowing(definition, definition.params, kinds),
    ...(nextDoor && {
      nextDoor: { ...nextDoor, sensors: sensorsShowing({ ...nextDoor.below, ...nextDoor.beside }, {}) },
    }),
  };
  return type as FaultType;
}

/**
 * Each kind with a size for a fault can show a fault of a device. A kind shows an event of the room if its model feels
 * a part of the event.
 */
function sensorsShowing(
  effects: Effects<never>,
  params: Readonly<Record<string, ParamRange>>,
  kinds?: readonly SensorKind[],
): readonly SensorKind[] {
  const isOfDevice = (effects.signal ?? effects.code ?? effects.delivered) !== undefined;
  return kindsWith(
    (type) =>
      (kinds?.includes(type.kind) ?? true) &&
      (isOfDevice || modelOf(type.kind).feels.some((part) => hasPart(effects, part))) &&
      Object.values(params).every((range) => hasSize(range, type)),
  );
}

function hasPart(effects: Effects<never>, part: keyof Disturbance): boolean {
  return effects[part] !== undefined;
}

function hasSize(range: ParamRange, type: SensorType): boolean {
  return typeof range !== 'function' || range(type) !== 'none';
}
