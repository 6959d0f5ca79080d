/** The gateway sends an unproven address at most so many times the octets that came from there. */
const MAX_FACTOR = 3;
/** Octets left over for asking twice for the proof. */
const RESERVE = 14;

/**
 * Anybody can send datagrams with the source address of a victim, and the gateway would flood the victim. So an address
 * gets little until it has acknowledged a request of the gateway: its message id can't be guessed. A new address of a
 * client has to prove itself anew.
 */
export class AddressProof {
  #isGiven = false;
  #room = 0;

  get isGiven(): boolean {
    return this.#isGiven;
  }

  /** The address acknowledged a request of the gateway. */
  give(): void {
    this.#isGiven = true;
  }

  /** A datagram came from the address. */
  heard(octets: number): void {
    this.#room += MAX_FACTOR * octets;
  }

  /** The address may get so many octets more. */
  grant(octets: number): void {
    this.#room += octets;
  }

  /** True if a message may go out. Behind a message without acknowledgement there must be room for the question. */
  hasRoomFor(octets: number, isAcknowledged: boolean): boolean {
    return this.#isGiven || octets + (isAcknowledged ? 0 : RESERVE) <= this.#room;
  }

  /** Counts a datagram to the address; false if the address must not get it. */
  take(octets: number): boolean {
    if (this.#isGiven) return true;
    if (octets > this.#room) return false;
    this.#room -= octets;
    return true;
  }
}
