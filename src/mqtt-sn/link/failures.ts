import { EXIT } from '../../exit-code.ts';
import { Failure } from '../../failure.ts';
import type { ClientSettings } from '../client/settings.ts';
import { RETURN_CODE, returnCodeText } from '../codec/return-code.ts';
import type { RetrySettings } from '../retry-timer.ts';

// `where` is the gateway in messages, as `mqtt-sn://localhost:1884`.

const NO_BROKER = 'an MQTT broker does not speak MQTT-SN: start a gateway with building-sim gateway';

export function hostNotFound(where: string, cause: NodeJS.ErrnoException): Failure {
  const { code } = cause;
  const why = code === 'ENOTFOUND' ? 'no such host name; check the URL or --host' : (code ?? String(cause));
  return new Failure(`can't reach ${where}: ${why}`, EXIT.unreachable, { cause });
}

/** Nobody answered SEARCHGW. */
export function noGatewayFound({
  port,
  retries,
  retryIntervalMs,
}: RetrySettings & { readonly port: number }): Failure {
  const times = retries + 1;
  const seconds = (times * retryIntervalMs) / 1000;
  return new Failure(
    `no MQTT-SN gateway on UDP port ${port}: SEARCHGW was sent ${times} times in ${seconds} s; start building-sim gateway, or name one with mqtt-sn://HOST`,
    EXIT.unreachable,
  );
}

export function interruptedSearch(exitCode: number): Failure {
  return new Failure('interrupted before a gateway was found', exitCode);
}

/** ICMP or the system refused a datagram. */
export function notThere(where: string, cause: NodeJS.ErrnoException | undefined): Failure {
  const why =
    cause?.code === 'ECONNREFUSED' ? 'nothing listens on that UDP port' : `${cause?.code ?? cause?.message}`;
  return new Failure(`can't reach ${where}: ${why}; ${NO_BROKER}`, EXIT.unreachable, { cause });
}

/** CONNACK with any return code but "accepted". */
export function connectionRefused(where: string, returnCode: number): Failure {
  return new Failure(
    `${where} refused the connection: ${returnCodeText(returnCode)} (return code ${returnCode})`,
    returnCode === RETURN_CODE.congestion ? EXIT.unreachable : EXIT.refused,
  );
}

/** The gateway left a message and every repetition unanswered. */
export function noAnswer(
  where: string,
  unanswered: string,
  { retries, retryIntervalMs }: Pick<ClientSettings, 'retries' | 'retryIntervalMs'>,
  wasConnected: boolean,
): Failure {
  const times = retries + 1;
  const seconds = (times * retryIntervalMs) / 1000;
  const guess = wasConnected ? 'is the gateway gone?' : `is it an MQTT-SN gateway? ${NO_BROKER}`;
  return new Failure(
    `no answer from ${where}: ${unanswered} was sent ${times} times in ${seconds} s; ${guess}`,
    EXIT.unreachable,
  );
}

/** The gateway ended the connection. */
export function connectionLost(where: string): Failure {
  return new Failure(`${where} ended the connection`, EXIT.unreachable);
}
