/** The exit codes of the process. Names and numbers follow mosquitto's clients. */
export const EXIT = {
  done: 0,
  /** The broker can't be reached, or the connection is lost for good. */
  unreachable: 1,
  /** Usage or configuration. */
  usage: 2,
  /** `--fail-on`. */
  failOn: 3,
  /** A check on a program failed. */
  checkFailed: 4,
  /** An MQTT 3.x broker refused the connection; an MQTT 5 broker's reason code (128-161) is used as it is. */
  refused: 5,
  /** `--timeout` ran out. */
  timeout: 27,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = number;
