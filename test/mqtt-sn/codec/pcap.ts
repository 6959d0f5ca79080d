/** A capture file (pcap, raw IPv4) of UDP datagrams from port 50000 to a port on loopback. */
export function pcapOf(datagrams: readonly Buffer[], port: number): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(101, 20);
  return Buffer.concat([header, ...datagrams.map((datagram) => record(datagram, port))]);
}

function record(datagram: Buffer, port: number): Buffer {
  const packet = Buffer.concat([Buffer.alloc(28), datagram]);
  packet.writeUInt8(0x45, 0);
  packet.writeUInt16BE(packet.length, 2);
  packet.writeUInt8(64, 8);
  packet.writeUInt8(17, 9);
  packet.writeUInt32BE(0x7f000001, 12);
  packet.writeUInt32BE(0x7f000001, 16);
  packet.writeUInt16BE(50_000, 20);
  packet.writeUInt16BE(port, 22);
  packet.writeUInt16BE(8 + datagram.length, 24);
  const header = Buffer.alloc(16);
  header.writeUInt32LE(packet.length, 8);
  header.writeUInt32LE(packet.length, 12);
  return Buffer.concat([header, packet]);
}
