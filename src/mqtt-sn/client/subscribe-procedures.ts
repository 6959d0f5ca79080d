import type { Qos } from '../../mqtt-protocol/qos.ts';
import type { MessageOf } from '../codec/messages.ts';
import { RETURN_CODE } from '../codec/return-code.ts';
import type { TopicFilter } from '../codec/topic.ts';
import { CONGESTION_WAIT_MS } from '../timers.ts';
import { isAnswer, type Procedure, Rejected } from './procedure.ts';
import type { ClientServices } from './services.ts';
import type { ClientTopics } from './topic-ids.ts';

/** SUBSCRIBE (§6.9). Gives the QoS granted. Throws Rejected if the gateway refuses the filter by name too. */
export function* subscribing(services: ClientServices, filter: string, qos: Qos): Procedure<Qos> {
  for (let byName = false; ; ) {
    const msgId = services.newMsgId();
    const topic: TopicFilter = byName
      ? { kind: 'name', name: filter }
      : shortestFilter(services.topics, filter);
    const answer = yield {
      send: { type: 'SUBSCRIBE', dup: false, qos, msgId, topic },
      expect: isAnswer('SUBACK', msgId),
    };
    const { returnCode, topicId, qos: granted } = answer as MessageOf<'SUBACK'>;
    if (returnCode === RETURN_CODE.accepted) {
      if (topic.kind === 'name' && topicId !== 0) services.topics.learn(topicId, filter);
      return granted === -1 ? 0 : granted;
    }
    if (returnCode === RETURN_CODE.congestion) yield { waitMs: CONGESTION_WAIT_MS };
    else if (topic.kind !== 'name') byName = true;
    else throw new Rejected(`the gateway refused the subscription '${filter}'`, returnCode);
  }
}

/** UNSUBSCRIBE (§6.9). UNSUBACK has no return code: a gateway can't refuse. */
export function* unsubscribing(services: ClientServices, filter: string): Procedure<void> {
  const msgId = services.newMsgId();
  const topic = shortestFilter(services.topics, filter);
  yield { send: { type: 'UNSUBSCRIBE', msgId, topic }, expect: isAnswer('UNSUBACK', msgId) };
}

/** A predefined id or short name instead of the filter, where there is one. */
function shortestFilter(topics: ClientTopics, filter: string): TopicFilter {
  const known = /[+#]/.test(filter) ? undefined : topics.wellKnown(filter);
  return known === undefined || known.kind === 'normal' ? { kind: 'name', name: filter } : known;
}
