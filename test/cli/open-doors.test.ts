// Tests src/commands/warn-of-open-door.ts in the commands that listen.
import { describe, expect, it } from 'vitest';
import { isLoopback } from '../../src/loopback.ts';
import { runHere } from './run-here.ts';

describe('a server that other machines reach', () => {
  // No machine has the addresses of 192.0.2.0/24, so nothing is opened.
  it.each([
    ['gateway', 'MQTT-SN has no passwords'],
    ['trace', 'reach the broker'],
  ])('%s warns of it', async (name, why) => {
    const { code, stderr } = await runHere([name, '--listen', '192.0.2.1:0', '--url', 'mqtt://127.0.0.1:1']);
    expect(stderr).toMatch(new RegExp(`^everybody who reaches 192\\.0\\.2\\.1 can .*${why}`));
    expect(code).toBe(1);
  });

  it.each([
    ['127.0.0.1', true],
    ['127.8.8.8', true],
    ['::1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['127.example.org', false],
  ])('is not one that listens on a loopback address (%s: %s)', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});
