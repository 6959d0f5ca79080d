import { closeSync, openSync, writeSync } from 'node:fs';
import type { Endpoint } from '../../mqtt/settings.ts';
import { formatEndpoint } from '../../mqtt/settings.ts';
import { unwritable } from '../../named-file.ts';
import type { Screen } from '../../sinks/screen/screen.ts';
import { Capture } from '../../trace/capture/capture.ts';
import type { TraceEvent } from '../../trace/event.ts';

export interface CaptureFile {
  add(event: TraceEvent): void;
  close(): void;
}

/**
 * A pcapng file of what is traced, written as it happens. The bytes stand in it as they were sent, and the
 * user is told so. A file that can't be written to any more ends the capture, not the trace.
 */
export function openCaptureFile(path: string, broker: Endpoint, screen: Screen): CaptureFile {
  const port = portForWireshark(broker);
  const capture = new Capture({ comment: commentOn(broker, port), brokerPort: port });
  let file: number | undefined = open(path);
  const write = (bytes: Uint8Array): void => {
    if (file === undefined || bytes.length === 0) return;
    try {
      writeSync(file, bytes);
    } catch (error) {
      file = undefined;
      screen.warn(`--pcapng '${path}': ${(error as Error).message}; the capture ends here`);
    }
  };
  write(capture.header());
  screen.note(`capturing to ${path}: all bytes as they are sent, passwords too`);
  let isWarned = false;
  return {
    add: (event) => {
      write(capture.add(event));
      if (isWarned || !hasPassword(event)) return;
      isWarned = true;
      screen.warn(`${path} now holds a password, readable for whoever reads the file`);
    },
    close: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

function open(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (cause) {
    throw unwritable('--pcapng', path, cause);
  }
}

function hasPassword(event: TraceEvent): boolean {
  if (event.kind !== 'seen' || event.sighting.kind !== 'packet') return false;
  return event.sighting.packet.fields.some((field) => field.secret);
}

/**
 * Wireshark tells MQTT by port 1883 and WebSocket by HTTP's ports, and what passes here is not encrypted even
 * where the broker's port says so. MQTT-SN has no port that Wireshark knows.
 */
function portForWireshark({ protocol, port }: Endpoint): number {
  switch (protocol) {
    case 'mqtt':
    case 'mqtts':
      return 1883;
    case 'ws':
    case 'wss':
      return port === 8080 ? port : 80;
    case 'mqtt-sn':
      return port;
  }
}

function commentOn(broker: Endpoint, port: number): string {
  const shown = port === broker.port ? '' : `; its port is written as ${port}`;
  return `building-sim trace, clients and ${formatEndpoint(broker)}${shown}`;
}
