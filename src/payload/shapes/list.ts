import { HOMIE } from './homie.ts';
import type { PayloadShape } from './shape.ts';
import { SHELLY } from './shelly.ts';
import { SPARKPLUG } from './sparkplug.ts';
import { TASMOTA } from './tasmota.ts';
import { THINGSBOARD } from './thingsboard.ts';
import { ZIGBEE2MQTT } from './zigbee2mqtt.ts';

/** The shapes of other programs that `--payload-template` knows by name. */
export const SHAPES: readonly PayloadShape[] = [TASMOTA, ZIGBEE2MQTT, SHELLY, THINGSBOARD, HOMIE, SPARKPLUG];
