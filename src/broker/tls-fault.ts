/** Failures of TLS handshakes in words, by Node's code. */
const WORDS: Readonly<Record<string, string>> = {
  ECONNRESET: "the client ended the TLS handshake; maybe it does not trust the broker's certificate",
  ERR_TLS_HANDSHAKE_TIMEOUT: 'no TLS handshake in time',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the client speaks no TLS; it may have meant another port',
  ERR_SSL_HTTP_REQUEST: 'the client speaks HTTP without TLS; it may have meant another port',
  ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE: 'the client shows no certificate, and --cafile asks for one',
  ERR_SSL_CERTIFICATE_VERIFY_FAILED: "the client's certificate is expired, or not signed by --cafile",
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'the client speaks a version of TLS below 1.2',
};

/** The reason of a failed TLS handshake for one line of the log. */
export function tlsFault(error: Error & { readonly code?: string; readonly reason?: string }): string {
  const { code = '', reason, message } = error;
  if (/_ALERT_(UNKNOWN_CA|CERTIFICATE_|BAD_CERTIFICATE)/.test(code)) {
    return "the client does not trust the broker's certificate: expired, another name, or another authority";
  }
  return WORDS[code] ?? `the TLS handshake failed: ${reason ?? message}`;
}
