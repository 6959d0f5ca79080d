import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { PayloadFormat } from '../../payload/format.ts';

/** The settings that turn readings into messages. */
export interface MessageSettings {
  readonly format: PayloadFormat;
  /** Levels in front of each topic. */
  readonly prefix: string | undefined;
  readonly retain: boolean;
  readonly qos: Qos | -1;
}
