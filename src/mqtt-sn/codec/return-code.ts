/** MQTT-SN 1.2 §5.3.10. The codes 4 to 255 are reserved, and count as a refusal. */
export const RETURN_CODE = {
  accepted: 0,
  congestion: 1,
  invalidTopicId: 2,
  notSupported: 3,
} as const;

export function returnCodeText(code: number): string {
  return ['accepted', 'congestion', 'invalid topic id', 'not supported'][code] ?? `reserved (${code})`;
}
