/** The CRC-32 of ISO 3309, as in gzip and PNG. node:zlib has one from Node 22 on. */
export function crc32(bytes: Uint8Array, from = 0, end = bytes.length): number {
  let crc = -1;
  for (let i = from; i < end; i++) crc = (TABLE[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

const POLYNOMIAL = 0xedb88320;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
});
