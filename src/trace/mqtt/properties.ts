import { type Cursor, MalformedFieldError } from '../cursor.ts';
import type { Property } from '../packet.ts';

/** The properties of an MQTT 5 packet: their length, then id and value each (MQTT 5.0 §2.2.2). */
export function readPropertyList(cursor: Cursor, of = 'properties'): Property[] {
  const length = cursor.varint(`${of} length`);
  return cursor.within(of, length, () => {
    const properties: Property[] = [];
    while (cursor.left > 0) properties.push(readProperty(cursor));
    return properties;
  });
}

function readProperty(cursor: Cursor): Property {
  const id = cursor.u8('property', (value) => PROPERTIES[value]?.[0] ?? 'unknown');
  const known = PROPERTIES[id];
  if (known === undefined)
    throw new MalformedFieldError(`property 0x${id.toString(16).padStart(2, '0')} is unknown`);
  const [name, kind] = known;
  return { name, value: readValue(cursor, name, kind) };
}

type Kind = 'byte' | 'u16' | 'u32' | 'varint' | 'text' | 'binary' | 'pair' | 'secret';

function readValue(cursor: Cursor, name: string, kind: Kind): Property['value'] {
  switch (kind) {
    case 'byte':
      return cursor.u8(name);
    case 'u16':
      return cursor.u16(name);
    case 'u32':
      return cursor.u32(name);
    case 'varint':
      return cursor.varint(name);
    case 'text':
      return cursor.utf8(name);
    case 'binary':
      return cursor.binary(name);
    case 'pair':
      return [cursor.utf8(`${name} name`), cursor.utf8(`${name} value`)];
    case 'secret':
      cursor.secret(name);
      return undefined;
  }
}

/** MQTT 5.0 §2.2.2.2, table 2-4. */
const PROPERTIES: Readonly<Record<number, readonly [name: string, kind: Kind]>> = {
  1: ['payload format indicator', 'byte'],
  2: ['message expiry interval', 'u32'],
  3: ['content type', 'text'],
  8: ['response topic', 'text'],
  9: ['correlation data', 'binary'],
  11: ['subscription identifier', 'varint'],
  17: ['session expiry interval', 'u32'],
  18: ['assigned client identifier', 'text'],
  19: ['server keep alive', 'u16'],
  21: ['authentication method', 'text'],
  22: ['authentication data', 'secret'],
  23: ['request problem information', 'byte'],
  24: ['will delay interval', 'u32'],
  25: ['request response information', 'byte'],
  26: ['response information', 'text'],
  28: ['server reference', 'text'],
  31: ['reason string', 'text'],
  33: ['receive maximum', 'u16'],
  34: ['topic alias maximum', 'u16'],
  35: ['topic alias', 'u16'],
  36: ['maximum QoS', 'byte'],
  37: ['retain available', 'byte'],
  38: ['user property', 'pair'],
  39: ['maximum packet size', 'u32'],
  40: ['wildcard subscription available', 'byte'],
  41: ['subscription identifier available', 'byte'],
  42: ['shared subscription available', 'byte'],
};
