import type { BrokerOptions } from '../broker/broker.ts';
import { VERSION } from '../version.ts';

/** The broker's words on itself under `$SYS/broker`: its version, and the command and process that run it. */
export function brokerName(command: string): Pick<BrokerOptions, 'version' | 'carrier'> {
  return {
    version: `building-sim version ${VERSION}`,
    carrier: `building-sim ${command} (pid ${process.pid})`,
  };
}
