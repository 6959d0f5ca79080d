import type { IncomingMessage, Session } from '../../session.ts';
import type { EventMonitor } from './event-monitor.ts';
import { answerTopic, commandedTopic, executeCommand } from './operator-topics.ts';

/** Takes operator commands from messages, and answers them. */
export interface OperatorDesk {
  /** Answers go out over this session. */
  attach(session: Session): void;
  /** Takes a message below the prefix: a command, or a message of our own. Returns false for any other message. */
  intercept(message: IncomingMessage): boolean;
}

/** A client that floods the desk with commands gets no answer to some of them. */
const MAX_UNACKNOWLEDGED = 50;

/** `monitor` is undefined if there are no alarms to command: then the desk keeps our own messages away from readings. */
export function createOperatorDesk(prefix: string, monitor: EventMonitor | undefined): OperatorDesk {
  let open: Session | undefined;
  let unacknowledged = 0;
  const publish = (topic: string, record: object): void => {
    if (open === undefined || unacknowledged >= MAX_UNACKNOWLEDGED) return;
    unacknowledged++;
    const payload = Buffer.from(JSON.stringify(record));
    open.publish({ topic, payload, qos: 1, retain: false }, () => {
      unacknowledged--;
    });
  };
  return {
    attach: (session) => {
      open = session;
    },
    intercept: ({ topic, payload }) => {
      if (!topic.startsWith(`${prefix}/`)) return false;
      const commanded = commandedTopic(prefix, topic);
      if (commanded === undefined || monitor === undefined) return true;
      const { answer, events } = executeCommand(monitor.engine, commanded, payload);
      monitor.report(events);
      publish(answerTopic(prefix, commanded), answer);
      return true;
    },
  };
}
