import { EXIT } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import { type ConnectionSettings, formatEndpoint } from './settings.ts';

/** Errors of sockets and TLS in words, each with advice. */
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; is the broker running, is the port right?',
  ENOTFOUND: 'no such host name; check the URL or --host',
  EAI_AGAIN: 'the host name could not be looked up; check the network',
  EHOSTUNREACH: 'no route to that host',
  ENETUNREACH: 'no route to that network',
  ETIMEDOUT: 'no answer; check host, port and firewall',
  ECONNRESET: 'it closed the connection; is it an MQTT broker, and with TLS where the URL says so?',
  EPIPE: 'it closed the connection',
  DEPTH_ZERO_SELF_SIGNED_CERT: "the broker's certificate is self-signed; name it with --cafile",
  SELF_SIGNED_CERT_IN_CHAIN: "the broker's certificate has an unknown authority; name it with --cafile",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the broker's certificate has an unknown authority; name it with --cafile",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "the broker's certificate has an unknown authority; name it with --cafile",
  CERT_HAS_EXPIRED: "the broker's certificate has expired",
  CERT_NOT_YET_VALID: "the broker's certificate is not valid yet; check the clock",
  ERR_TLS_CERT_ALTNAME_INVALID: "the broker's certificate is for another host name; check the URL",
  ERR_SSL_WRONG_VERSION_NUMBER: 'no TLS there; use mqtt:// or ws://, or another port',
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: '--cert and --key do not belong together',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'the broker wants a client certificate: --cert and --key',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'the TLS handshake failed; does the broker want --cert and --key?',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: "the broker does not trust this client's certificate; check --cert",
};

/** The error in words for one line. */
export function errorWords(error: Error & { code?: unknown; errors?: readonly Error[] }): string {
  // A host with several addresses has an error for each. The first says as much as all.
  const first = error.errors?.[0] as (Error & { code?: unknown }) | undefined;
  const code = String(error.code ?? first?.code ?? '');
  const known = WORDS[code];
  if (known !== undefined) return known;
  if (/connack timeout/i.test(error.message))
    return 'connected, but no MQTT answer in time; is it an MQTT broker?';
  if (/timeout|timed out/i.test(error.message)) return 'no answer in time';
  if (/closed before the connection was established/i.test(error.message)) {
    return 'no WebSocket answer in time; is it a WebSocket MQTT listener, and is the path right?';
  }
  if (/Unexpected server response/i.test(error.message)) {
    return `${error.message}; is it a WebSocket MQTT listener, and is the path right?`;
  }
  if (code === '' && /invalid|malformed|cannot parse|unexpected/i.test(error.message)) {
    return `what answers there is not MQTT (${error.message}); is it an MQTT broker?`;
  }
  return error.message || first?.message || code || 'unknown error';
}

/** The Failure for an unreachable broker, or one lost for good. */
export function unreachable(error: Error, settings: ConnectionSettings): Failure {
  const words = errorWords(error);
  const where =
    formatEndpoint(settings.endpoint) + (settings.otherEndpoints.length > 0 ? ' nor any other node' : '');
  return new Failure(`can't reach ${where}: ${words}`, EXIT.unreachable, {
    cause: error,
  });
}
