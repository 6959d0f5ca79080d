import { usageFailure } from '../failure.ts';
import { filterMatches, topicFilterFault } from '../mqtt-protocol/topic.ts';

import { CLIENT_LIST_TOPIC } from './client-list.ts';

/** An ACL file, read. */
export interface TopicRights {
  readonly rightsOf: RightsOf;
  /** The number of the first `user` line; undefined if there is none. */
  readonly firstUserLine: number | undefined;
}

/** The rights of one client: to be sent the messages of a topic (read), or to publish to it (write). */
export type RightsOf = (who: Identity) => Rights;
export type Rights = (access: Access, topic: string) => boolean;

export interface Identity {
  readonly clientId: string;
  /** Undefined is anonymous. */
  readonly username: string | undefined;
}

export type Access = 'read' | 'write';
type Grant = Access | 'readwrite' | 'deny';

interface Rule {
  readonly grant: Grant;
  readonly filter: string;
}

/**
 * Reads an ACL file as mosquitto.conf(5) describes it: `topic [read|write|readwrite|deny] FILTER` before any
 * `user NAME` line is for anonymous clients, and behind such a line for the named user. `pattern …` is for everybody,
 * with `%u` for the user name and `%c` for the client id in the filter. A client's topic lines decide first. Patterns
 * decide only without a matching topic line. In both, `deny` goes before a grant, and without a grant a topic is denied.
 * The list of clients must be granted by its name: `topic read $SYS/#` is meant for figures.
 * Throws a usage failure with file and line for every line mosquitto refuses.
 */
export function readTopicRights(text: string, file: string): TopicRights {
  const rules = new Map<string | undefined, Rule[]>();
  const patterns: Rule[] = [];
  let user: string | undefined;
  let firstUserLine: number | undefined;
  for (const [index, untrimmed] of text.split('\n').entries()) {
    const line = untrimmed.trimEnd();
    if (line === '' || line.startsWith('#')) continue;
    const wrong = (what: string) => usageFailure(`${file}, line ${index + 1}: ${what}`);
    // Blanks separate, tabs do not.
    const [, keyword, rest = ''] = /^ *([^ ]+) *(.*)$/.exec(line) ?? [];
    if (keyword === 'user') {
      if (rest === '') throw wrong('the name of the user is missing');
      user = rest;
      firstUserLine ??= index + 1;
    } else if (keyword === 'topic') {
      rules.set(user, [...(rules.get(user) ?? []), readRule(rest, wrong)]);
    } else if (keyword === 'pattern') {
      patterns.push(readRule(rest, wrong));
    } else {
      throw wrong('begin the line with user, topic or pattern and a blank, or with # for a comment');
    }
  }
  const rightsOf: RightsOf = (who) => {
    const own = rules.get(who.username) ?? [];
    const shared = patternsFor(patterns, who);
    const decided: Rights = (access, topic) =>
      decision(own, access, topic) ?? decision(shared, access, topic) ?? false;
    const isListNamed = [...own, ...shared].some(({ filter }) => filter === CLIENT_LIST_TOPIC);
    return (access, topic) => (isListNamed || topic !== CLIENT_LIST_TOPIC) && decided(access, topic);
  };
  return { rightsOf, firstUserLine };
}

/** A word in front of the filter has to be a right. A mistyped `deny` must not become part of a granting filter. */
function readRule(text: string, wrong: (what: string) => Error): Rule {
  const [, word, rest] = /^([^ ]+) +(.+)$/.exec(text) ?? [];
  if (word !== undefined && !isGrant(word)) {
    throw wrong(`'${word}' is no right: use read, write, readwrite or deny in front of the filter`);
  }
  const filter = rest ?? text;
  const fault = topicFilterFault(filter);
  if (fault !== undefined) throw wrong(filter === '' ? 'the topic filter is missing' : fault);
  return { grant: word ?? 'readwrite', filter };
}

function isGrant(word: string): word is Grant {
  return word === 'read' || word === 'write' || word === 'readwrite' || word === 'deny';
}

/**
 * The patterns with the client's names filled in. A client with a wildcard in a name gets no rights by patterns, as in
 * mosquitto: the wildcard would match other clients' topics. A name with a slash would reach into other clients' topics
 * as well, so patterns with this name are left out.
 */
function patternsFor(patterns: readonly Rule[], { clientId, username }: Identity): readonly Rule[] {
  if (/[+#]/.test(`${clientId}${username ?? ''}`)) return [];
  return patterns.flatMap(({ grant, filter }) => {
    const names = [filter.includes('%c') ? clientId : 'x', filter.includes('%u') ? username : 'x'];
    if (!names.every((name) => name !== undefined && /^[^/]+$/.test(name))) return [];
    const named = filter.replaceAll(/%[cu]/g, (mark) => (mark === '%c' ? clientId : (username ?? '')));
    return [{ grant, filter: named }];
  });
}

/** Undefined without a matching rule. */
function decision(rules: readonly Rule[], access: Access, topic: string): boolean | undefined {
  let granted: true | undefined;
  for (const { grant, filter } of rules) {
    if (grant !== 'deny' && (granted || (grant !== access && grant !== 'readwrite'))) continue;
    if (!filterMatches(filter, topic)) continue;
    if (grant === 'deny') return false;
    granted = true;
  }
  return granted;
}
