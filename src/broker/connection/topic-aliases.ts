import { PacketFault, protocolError } from '../../mqtt-codec/packet-fault.ts';
import { REASON_CODE } from '../../mqtt-protocol/reason-code.ts';

/** Topic Alias Maximum of the broker, in both directions. */
export const MAX_TOPIC_ALIASES = 100;

/** The topic aliases of one connection, each way (MQTT 5 §3.3.2.3.4). */
export class TopicAliases {
  readonly #received = new Map<number, string>();
  readonly #sent = new Map<string, number>();
  readonly #maxSent: number;

  /** `clientMaximum` is how many the client takes [MQTT-3.1.2-26, -27]. */
  constructor(clientMaximum: number) {
    this.#maxSent = Math.min(clientMaximum, MAX_TOPIC_ALIASES);
  }

  /** The topic of PUBLISH with this alias and a topic or an empty topic. Throws a `PacketFault`. */
  resolve(alias: number, topic: string): string {
    if (alias > MAX_TOPIC_ALIASES) {
      const reason = `topic alias ${alias} is more than ${MAX_TOPIC_ALIASES}`;
      throw new PacketFault(REASON_CODE['topic alias invalid'], reason); // [MQTT-3.3.2-9]
    }
    const known = topic || this.#received.get(alias);
    if (known === undefined) throw protocolError(`topic alias ${alias} has no topic yet`); // §3.3.2.3.4
    if (topic) this.#received.set(alias, topic);
    return known;
  }

  /** The alias for a topic, 0 for none; `isKnown` after the client was told. */
  aliasOf(topic: string): { readonly alias: number; readonly isKnown: boolean } {
    const known = this.#sent.get(topic);
    if (known !== undefined) return { alias: known, isKnown: true };
    return { alias: this.#sent.size < this.#maxSent ? this.#sent.size + 1 : 0, isKnown: false };
  }

  /** The client was told the alias. */
  told(topic: string, alias: number): void {
    this.#sent.set(topic, alias);
  }
}
