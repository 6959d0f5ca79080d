import type { PayloadShape } from './shape.ts';

/** A property a topic, with the bare value as its payload. */
export const HOMIE: PayloadShape = {
  name: 'homie',
  describe: 'Homie, a property a sensor',
  topic: 'homie/{building}/{floor}{wing}{room}/{quantity}',
  payload: '{value}',
};
