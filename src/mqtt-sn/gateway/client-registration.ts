import type { MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import type { ClientContext } from './client-context.ts';
import { isPublishable } from './permitted-names.ts';

/** Answers REGISTER of a client (MQTT-SN 1.2 §6.5); the same name gets the same id each time. */
export function registerForClient(client: ClientContext, { topicName, msgId }: MessageOf<'REGISTER'>): void {
  const regack = (topicId: number, returnCode: number): boolean =>
    client.send({ type: 'REGACK', topicId, msgId, returnCode });

  if (!isPublishable(topicName)) {
    regack(0, RETURN_CODE.notSupported);
    return;
  }
  const topic = client.topics.assignForClient(topicName);
  if (topic === undefined) regack(0, RETURN_CODE.congestion);
  else regack(topic.id, RETURN_CODE.accepted);
}
