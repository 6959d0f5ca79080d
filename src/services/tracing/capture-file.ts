import { closeSync, writeSync } from 'node:fs';
import type { Endpoint } from '../../mqtt/settings.ts';
import { formatEndpoint } from '../../mqtt/settings.ts';
import { systemFault } from '../../named-file.ts';
import type { Sink } from '../../observation/sink.ts';
import { type OutputFile, openOutputFile } from '../../output-file.ts';
import { Capture } from '../../trace/capture/capture.ts';
import type { TraceEvent } from '../../trace/event.ts';
import { note, warn } from '../note.ts';

export interface CaptureFile {
  add(event: TraceEvent): void;
  close(): void;
}

/** The type of a section header block (draft-ietf-opsawg-pcapng §4.1). */
const PCAPNG = { option: '--pcapng', head: /^\n\r\r\n/ };

/**
 * A pcapng file of a trace, written packet by packet. The file holds the bytes as they were sent; the sink takes a note
 * of this. An error of writing ends the capture, not the trace. Throws a usage failure if the file can't be created.
 */
export function openCaptureFile(output: OutputFile, broker: Endpoint, sink: Sink): CaptureFile {
  const { path } = output;
  const port = portForWireshark(broker);
  const capture = new Capture({ comment: commentOn(broker, port), brokerPort: port });
  let file: number | undefined = openOutputFile(output, PCAPNG);
  const write = (bytes: Uint8Array): void => {
    if (file === undefined || bytes.length === 0) return;
    try {
      writeSync(file, bytes);
    } catch (error) {
      file = undefined;
      warn(sink, `--pcapng '${path}': ${systemFault(error)}; the capture ends here`);
    }
  };
  write(capture.header());
  note(sink, `capturing to ${path}: all bytes as they are sent, passwords too`);
  let isWarned = false;
  return {
    add: (event) => {
      write(capture.add(event));
      if (isWarned || !hasPassword(event)) return;
      isWarned = true;
      warn(sink, `${path} now holds a password, readable for whoever reads the file`);
    },
    close: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

function hasPassword(event: TraceEvent): boolean {
  if (event.kind !== 'seen' || event.item.kind !== 'packet') return false;
  return event.item.packet.fields.some((field) => field.secret);
}

/**
 * Wireshark recognizes MQTT by port 1883 and WebSocket by HTTP's ports. The bytes here are not encrypted, even if the
 * broker's port is that of TLS. Wireshark knows no port of MQTT-SN.
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
