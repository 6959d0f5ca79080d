import { usageFailure } from '../failure.ts';
import { filterMatches, topicFilterFault } from '../mqtt-protocol/topic.ts';

/** An ACL file, read. */
export interface TopicRights {
  readonly rightsOf: RightsOf;
  /** The number of the first line that names a user; undefined where no line does. */
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
 * `user NAME` line is about anonymous clients, and behind such a line about that user. `pattern …` is about everybody,
 * with `%u` for the user name and `%c` for the client id in the filter. The topic lines of a client decide first; a
 * topic that no topic line matches is left to the patterns. Among either `deny` goes before a grant, and a topic that
 * nothing grants is denied. Every line that mosquitto refuses throws a usage failure that names the file and the line.
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
    return (access, topic) => decision(own, access, topic) ?? decision(shared, access, topic) ?? false;
  };
  return { rightsOf, firstUserLine };
}

/** A word in front of the filter has to be a right: a mistyped `deny` must not become a filter that grants. */
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
 * The patterns with the client's names in them. A name with a wildcard would reach topics that the pattern does not
 * mean: such a client has no rights by any pattern. A name with a level reaches another client's topics: only
 * patterns with that name are left out.
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

/** Undefined where no rule is about this topic and access. */
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
