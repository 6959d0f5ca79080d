/** The topics and payloads of a well-known program or device. */
export interface PayloadShape {
  /** The name for `--payload-template`. */
  readonly name: string;
  /** A few words for help texts and documents. */
  readonly describe: string;
  /** The topic template that goes with the payload. */
  readonly topic: string;
  /** The payload template. */
  readonly payload: string;
}
