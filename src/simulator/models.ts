import type { SensorKind } from '../building/sensors.ts';
import * as models from './models/list.ts';
import type { SensorModel } from './models/model.ts';
import { ownModel } from './models/own.ts';
import { type OwnModel, ownModelOf } from './own-kind.ts';

const BY_KIND: Readonly<Record<SensorKind, SensorModel>> = { ...models };

/** Of the kinds of layout files. */
const OWN = new WeakMap<OwnModel, SensorModel>();

/** The physical model of a kind of sensor. */
export function modelOf(kind: SensorKind): SensorModel {
  const own = ownModelOf(kind);
  if (own === undefined) return BY_KIND[kind];
  const model = OWN.get(own) ?? ownModel(kind, own, modelOf);
  OWN.set(own, model);
  return model;
}
