import type { ConnectionSettings } from '../../src/mqtt/settings.ts';
import { connectionOptions, connectionSettings } from '../../src/options/connection.ts';
import { defaultSettings } from '../../src/options/option.ts';

/** The settings of a client of 127.0.0.1 as the command line's defaults make them. */
export function sessionSettings(port: number, changes: Partial<ConnectionSettings> = {}): ConnectionSettings {
  const options = { ...defaultSettings(connectionOptions), host: '127.0.0.1', port };
  return { ...connectionSettings(options, 'test'), ...changes };
}
