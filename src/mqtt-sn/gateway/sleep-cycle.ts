import type { MessageOf } from '../codec/messages.ts';
import type { ClientContext } from './client-context.ts';
import type { Downlink } from './downlink.ts';
import { Wake } from './wake.ts';

/** The sleep of a client: from time to time the client wakes for waiting messages (MQTT-SN 1.2 §6.14). */
export class SleepCycle {
  readonly #client: ClientContext;
  readonly #downlink: Downlink;
  #wake: Wake | undefined;

  constructor(client: ClientContext, downlink: Downlink) {
    this.#client = client;
    this.#downlink = downlink;
  }

  /** Without `durationS` the last duration counts anew. */
  fallAsleep(durationS?: number): void {
    const client = this.#client;
    this.leave();
    client.state = 'asleep';
    client.keepAlive.restartAsleep(client.now(), durationS);
    client.reportChange('asleep');
  }

  /** PINGREQ of a sleeping client; with a client id PINGREQ asks for the waiting messages. */
  receivePing({ clientId }: MessageOf<'PINGREQ'>): void {
    if (clientId === undefined) this.#client.send({ type: 'PINGRESP' });
    else this.#wakeUp();
  }

  /** The client has got, and acknowledged, everything: an awake client may sleep again. */
  idle(): void {
    if (this.#client.state === 'awake') this.#wake?.idle();
  }

  tick(): void {
    this.#wake?.tick();
  }

  /** Ends a wake without PINGRESP. */
  leave(): void {
    this.#wake?.cancel();
  }

  #wakeUp(): void {
    this.#wake = new Wake(this.#client, this.#downlink, () => {
      this.#client.send({ type: 'PINGRESP' });
      this.fallAsleep();
    });
    this.#client.grantWake();
    this.#client.state = 'awake';
    this.#client.reportChange('awake');
    this.#downlink.resume();
  }
}
