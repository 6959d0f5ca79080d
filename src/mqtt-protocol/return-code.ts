/** CONNACK's return codes before MQTT 5, by the standard's own words for each (MQTT 3.1.1 §3.2.2.3, table 3.1). */
export const CONNACK_RETURN_CODE = {
  accepted: 0,
  'unacceptable protocol version': 1,
  'identifier rejected': 2,
  'server unavailable': 3,
  'bad user name or password': 4,
  'not authorized': 5,
} as const;

/** SUBACK's code for a refused filter. Its other codes are the QoS granted (MQTT 3.1.1 §3.9.3). */
export const SUBACK_FAILURE = 0x80;

/** The standard's words for a CONNACK return code; undefined for a reserved code. */
export function connackReturnWords(code: number): string | undefined {
  return Object.keys(CONNACK_RETURN_CODE)[code];
}
