import type { OperatorAction, PageMessage } from './messages.ts';

/** MQTT's longest topic in bytes. A topic of characters is never longer. */
const MAX_TOPIC = 65_535;
const MAX_TOKEN = 100;
const MAX_DURATION = 20;
const MAX_FAULT = 100;

/** Reads a message of a page from any text; undefined for anything else. */
export function readPageMessage(text: string): PageMessage | undefined {
  const value = parseObject(text);
  switch (value?.type) {
    case 'token': {
      const { token } = value;
      return isText(token, MAX_TOKEN) ? { type: 'token', token } : undefined;
    }
    case 'view': {
      const { isShown, room, traffic, packets } = value;
      if (typeof isShown !== 'boolean' || !isTextOrNull(room) || !isTextOrNull(traffic)) return undefined;
      if (packets !== null && !isNumber(packets)) return undefined;
      return { type: 'view', isShown, room, traffic, packets };
    }
    case 'packet': {
      const { id } = value;
      return isNumber(id) ? { type: 'packet', id } : undefined;
    }
    case 'command': {
      const { command, topic } = value;
      const action = readAction(value.do);
      if (!isNumber(command) || !isText(topic, MAX_TOPIC) || action === undefined) return undefined;
      return { type: 'command', command, topic, do: action };
    }
    case 'inject': {
      const { command, topic, fault, severity, durationMs } = value;
      if (!isNumber(command) || !isText(topic, MAX_TOPIC) || !isText(fault, MAX_FAULT)) return undefined;
      if (typeof severity !== 'number' || typeof durationMs !== 'number') return undefined;
      return { type: 'inject', command, topic, fault, severity, durationMs };
    }
    case 'mend': {
      const { command, place } = value;
      return isNumber(command) && isNumber(place) ? { type: 'mend', command, place } : undefined;
    }
    case 'capture': {
      const { command } = value;
      return isNumber(command) ? { type: 'capture', command } : undefined;
    }
    default:
      return undefined;
  }
}

function readAction(value: unknown): OperatorAction | undefined {
  if (!isObject(value)) return undefined;
  const { command, for: duration, once } = value;
  if (command === 'acknowledge' || command === 'unshelve') return { command };
  if (command !== 'shelve') return undefined;
  if (once === true) return { command, once };
  return isText(duration, MAX_DURATION) ? { command, for: duration } : undefined;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown, max: number): value is string {
  return typeof value === 'string' && value.length <= max;
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value, MAX_TOPIC);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}
