import type { AlarmEngine } from '../../alarm/engine/engine.ts';
import type { AlarmEvent } from '../../alarm/event.ts';
import { type OperatorCommand, readOperatorCommand } from '../../alarm/operator-command.ts';

/** The answer to an operator command, as it is published. */
export interface CommandAnswer {
  readonly ok: boolean;
  readonly reason?: string;
}

const COMMAND_LEVEL = '/set';

/** The filters of the topics of operator commands: `PREFIX/<topic>/set` for every topic listened to. */
export function commandFilters(prefix: string, filters: readonly string[]): string[] {
  return filters.map((filter) =>
    filter.endsWith('#') ? `${prefix}/${filter}` : `${prefix}/${filter}${COMMAND_LEVEL}`,
  );
}

/** The topic of the commanded sensor; undefined if `topic` is not a topic of commands. */
export function commandedTopic(prefix: string, topic: string): string | undefined {
  if (!topic.startsWith(`${prefix}/`) || !topic.endsWith(COMMAND_LEVEL)) return undefined;
  return topic.slice(prefix.length + 1, -COMMAND_LEVEL.length);
}

/** The topic of commands for the sensor of `topic`. */
export function commandTopic(prefix: string, topic: string): string {
  return `${prefix}/${topic}${COMMAND_LEVEL}`;
}

/** The topic of the answer to a command for a sensor. */
export function answerTopic(prefix: string, topic: string): string {
  return `${prefix}/${topic}/answer`;
}

/** Executes the operator command in a message's payload, for the sensor of `topic`. */
export function executeCommand(
  engine: AlarmEngine,
  topic: string,
  payload: Uint8Array,
): { readonly answer: CommandAnswer; readonly events: readonly AlarmEvent[] } {
  const command = readOperatorCommand(payload, engine.now);
  if (typeof command === 'string') return { answer: { ok: false, reason: command }, events: [] };
  const events = execute(engine, topic, command);
  if (events === undefined)
    return { answer: { ok: false, reason: refusal(engine, topic, command) }, events: [] };
  return { answer: { ok: true }, events };
}

function execute(
  engine: AlarmEngine,
  topic: string,
  command: OperatorCommand,
): readonly AlarmEvent[] | undefined {
  switch (command.do) {
    case 'acknowledge':
      return engine.acknowledge(topic);
    case 'shelve':
      return engine.shelve(topic, command.untilMs);
    case 'unshelve':
      return engine.unshelve(topic);
  }
}

function refusal(engine: AlarmEngine, topic: string, command: OperatorCommand): string {
  if (engine.point(topic) === undefined) return 'no such sensor was heard';
  switch (command.do) {
    case 'acknowledge':
      return 'there is no alarm that was not acknowledged';
    case 'shelve':
      return 'there is no alarm to shelve until it is over';
    case 'unshelve':
      return 'it is not shelved';
  }
}
