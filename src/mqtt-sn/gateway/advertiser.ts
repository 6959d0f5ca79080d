import { encode } from '../codec/encode.ts';
import type { GatewaySettings } from './settings.ts';

/** Advertises the gateway: at the start, and every T_ADV (MQTT-SN 1.2 §6.1). */
export class Advertiser {
  readonly #settings: GatewaySettings;
  #dueAtMs: number;

  constructor(settings: GatewaySettings, nowMs: number) {
    this.#settings = settings;
    this.#dueAtMs = settings.advertiseMs === undefined ? Infinity : nowMs;
  }

  /** The ADVERTISE to broadcast now; undefined before the next is due. */
  next(nowMs: number): Buffer | undefined {
    const { advertiseMs, gatewayId } = this.#settings;
    if (advertiseMs === undefined || nowMs < this.#dueAtMs) return undefined;
    this.#dueAtMs = nowMs + advertiseMs;
    const durationS = Math.min(0xffff, Math.ceil(advertiseMs / 1000));
    return encode({ type: 'ADVERTISE', gatewayId, durationS });
  }
}
