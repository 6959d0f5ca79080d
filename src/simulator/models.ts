import type { SensorKind } from '../building/sensors.ts';
import * as models from './models/list.ts';
import type { SensorModel } from './models/model.ts';

const BY_KIND: Readonly<Record<SensorKind, SensorModel>> = { ...models };

/** The physical model of a kind of sensor. */
export function modelOf(kind: SensorKind): SensorModel {
  return BY_KIND[kind];
}
