/** A client in line for a connection. */
export interface Dialler {
  /** Starts to connect. Returns false if the client no longer wants to. */
  dial(): boolean;
}

export interface DialGateSettings {
  /** Connections started a second; Infinity for no limit. */
  readonly perSecond: number;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
}

/** A broker's listener holds some hundred connections that it has not accepted yet. */
const MAX_DIALLING = 200;
const PAUSE_MS = 10;

/**
 * Spaces the connections of many clients, at the start and after a loss alike: a broker that comes back is not knocked over
 * by all of them at once. Few clients connect at the same time.
 */
export class DialGate {
  readonly #settings: DialGateSettings;
  #line: Dialler[] = [];
  #dialling = 0;
  #nextMs: number;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(settings: DialGateSettings) {
    this.#settings = settings;
    this.#nextMs = settings.now();
  }

  /** Puts a client in line. */
  request(client: Dialler): void {
    this.#line.push(client);
    this.#nextMs = Math.max(this.#nextMs, this.#settings.now());
    this.#timer ??= setTimeout(() => this.#release(), 0);
  }

  /** A client that dialled is connected, or has failed. */
  answered(): void {
    this.#dialling -= 1;
  }

  close(): void {
    this.#isClosed = true;
    this.#line = [];
    clearTimeout(this.#timer);
  }

  #release(): void {
    this.#timer = undefined;
    const { perSecond, now } = this.#settings;
    const nowMs = now();
    let released = 0;
    while (released < this.#line.length && this.#nextMs <= nowMs && this.#dialling < MAX_DIALLING) {
      if (!this.#line[released++]?.dial()) continue;
      this.#dialling += 1;
      this.#nextMs += 1000 / perSecond;
    }
    this.#line.splice(0, released);
    // A full gate saves up no connections for later.
    if (this.#dialling >= MAX_DIALLING) this.#nextMs = Math.max(this.#nextMs, nowMs);
    if (this.#line.length > 0 && !this.#isClosed) this.#timer = setTimeout(() => this.#release(), PAUSE_MS);
  }
}
