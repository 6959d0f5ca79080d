import type { Address } from '../building/address.ts';

/** Letters, digits and `- : . / _`, starting with a letter or digit (RFC 8428 §4.5.1). */
export function isSenmlName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9\-:./_]*$/.test(name);
}

/**
 * The base name of a room's sensors: the topic's levels. In the building's name, each byte that SenML does not allow
 * becomes `.` and two hexadecimal digits. Two buildings never get the same name.
 */
export function senmlBaseName({ building, floor, wing, room }: Address): string {
  if (building !== latest.building) latest = { building, name: senmlBuilding(building) };
  return `${latest.name}/P_${floor}/${wing}/${room}/`;
}

/** All readings of a run are of one building, or of a few. */
let latest = { building: '', name: senmlBuilding('') };

function senmlBuilding(building: string): string {
  const name = building.replace(/[^A-Za-z0-9\-:_]+/g, escapeBytes);
  // Two points follow each other nowhere else.
  return /^[A-Za-z0-9]/.test(name) ? name : `0..${name}`;
}

function escapeBytes(text: string): string {
  return Array.from(Buffer.from(text), (byte) => `.${byte.toString(16).padStart(2, '0')}`).join('');
}
