import { expect, it } from 'vitest';
import { protocolName, versionOf } from '../../src/mqtt-protocol/version.ts';

it.each([3, 4, 5] as const)('version %i has a protocol name of its own level', (version) => {
  expect(versionOf(protocolName(version), version)).toBe(version);
});

it.each([
  ['MQTT', 3],
  ['MQTT', 6],
  ['MQIsdp', 4],
  ['mqtt', 4],
])('%s %i is no version', (name, level) => {
  expect(versionOf(name, level)).toBeUndefined();
});
