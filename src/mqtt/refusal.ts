import { EXIT, type ExitCode } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import { isErrorCode, reasonWords } from '../mqtt-protocol/reason-code.ts';
import { unreachable } from './connection-error.ts';
import { type ConnectionSettings, type Endpoint, formatEndpoint } from './settings.ts';

/** Words, with advice, for the CONNACK return codes of MQTT 3.1.1. */
const RETURN_CODE_ADVICE: Readonly<Record<number, string>> = {
  1: 'it does not speak this version of MQTT; try another --mqtt-version',
  2: 'it does not accept this client id; try another --id',
  3: 'the MQTT service is unavailable; try again later',
  4: 'bad user name or password; check --username and --password-file',
  5: 'not authorized; check --username and --password-file',
};

/** Words, with advice, for reason codes of MQTT 5 within the user's power. */
const REASON_CODE_ADVICE: Readonly<Record<number, string>> = {
  132: 'it does not speak MQTT 5; try --mqtt-version 3.1.1',
  133: 'it does not accept this client id; try another --id',
  134: 'bad user name or password; check --username and --password-file',
  135: 'not authorized; check --username and --password-file',
  136: 'the server is unavailable; try again later',
  137: 'the server is busy; try again later',
  138: 'this client is banned',
  142: 'another client took this client id over; use another --id',
  144: 'topic name invalid; check the topic and --prefix',
  154: 'it does not support retained messages; leave --retain out',
  155: 'it does not support this QoS; use a lower one',
  157: 'the server has moved',
  159: 'connection rate exceeded; try again later',
};

/** The same in CONNACK, where only the will can be at fault. */
const WILL_ADVICE: Readonly<Record<number, string>> = {
  144: 'topic name invalid; check --will-topic',
  154: 'it does not support retained messages; leave --will-retain out',
  155: 'it does not support this QoS; use a lower --will-qos',
};

/** The Failure for a CONNACK with a code other than 0. */
export function refusal(code: number, endpoint: Endpoint): Failure {
  const why = isErrorCode(code) ? reason(code, WILL_ADVICE[code]) : returnReason(code);
  return new Failure(`${formatEndpoint(endpoint)} refused the connection: ${why}`, exitCodeOf(code));
}

/** The Failure for a connection that can't be had: the broker's refusal, if there is one, or the socket's error. */
export function lossBy(error: Error, settings: ConnectionSettings): Failure {
  const code = errorCodeOf(error) ?? 0;
  return code === 0 ? unreachable(error, settings) : refusal(code, settings.endpoint);
}

function reason(code: number, advice = REASON_CODE_ADVICE[code]): string {
  return `${advice ?? reasonWords(code) ?? NO_REASON} (reason code ${code})`;
}

function returnReason(code: number): string {
  return `${RETURN_CODE_ADVICE[code] ?? NO_REASON} (return code ${code})`;
}

const NO_REASON = 'no reason known';

function exitCodeOf(code: number): ExitCode {
  return code >= 128 && code <= 161 ? code : EXIT.refused;
}

/** The Failure for a single message refused by an MQTT 5 broker. */
export function refusedMessage(code: number): Failure {
  return new Failure(`the broker refused it: ${reason(code)}`, exitCodeOf(code));
}

/** True for passing conditions: unavailable, busy, quota, connection rate. All others need the user. */
export function isPassing(code: number): boolean {
  return [3, 136, 137, 151, 159].includes(code);
}

/** The Failure for a DISCONNECT from an MQTT 5 broker; undefined if another attempt may succeed. */
export function disconnection(code: number, endpoint: Endpoint): Failure | undefined {
  if (!isErrorCode(code) || isPassing(code) || code === 139 || code === 141) return undefined;
  return new Failure(`${formatEndpoint(endpoint)} ended the connection: ${reason(code)}`, exitCodeOf(code));
}

/**
 * The Failure for a PUBLISH refused by an MQTT 5 broker; undefined for an accepted one. mqtt.js hands the code over in an
 * error or in the acknowledgement.
 */
export function refusedPublish(error: Error | undefined | null, packet: unknown): Failure | undefined {
  const code = errorCodeOf(error) ?? (packet as { reasonCode?: number } | undefined)?.reasonCode ?? 0;
  return isErrorCode(code) ? refusedMessage(code) : undefined;
}

/** The return or reason code in an error of mqtt.js; undefined for a system error, whose code is a text. */
export function errorCodeOf(error: (Error & { code?: unknown }) | undefined | null): number | undefined {
  return typeof error?.code === 'number' ? error.code : undefined;
}
