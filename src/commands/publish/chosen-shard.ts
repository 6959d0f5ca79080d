import type { ClientLevel } from '../../building/client-level.ts';
import type { Shard } from '../../building/shard.ts';
import type { Templates } from '../../options/templates.ts';
import type { PublishSettings } from './options.ts';

/** The part of the sensors in the options. The sensors of one client, or of one message, are in one part. */
export function chosenShard(
  { worker, shard, clients }: Pick<PublishSettings, 'worker' | 'shard' | 'clients'>,
  { payload }: Templates,
): Shard | undefined {
  const chosen = worker ?? shard;
  if (chosen === undefined) return undefined;
  const level = sharedLevel(clients, payload?.kinds !== undefined);
  return level === undefined ? chosen : { ...chosen, level };
}

function sharedLevel(clients: ClientLevel, hasRoomMessages: boolean): ClientLevel | undefined {
  if (clients === 'building') return hasRoomMessages ? 'room' : undefined;
  return clients === 'sensor' && hasRoomMessages ? 'room' : clients;
}
