import { filterMatches, topicFilterFault } from '../building/filter.ts';
import { usageFailure } from '../failure.ts';

/** What this client may do: be sent the messages of a topic (read), or publish them (write). */
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
 * Reads an ACL file as mosquitto.conf(5) describes it: `topic [read|write|readwrite|deny] FILTER`, before any
 * `user NAME` line for anonymous clients and after one for that user; `pattern …` for everybody, with `%u` for
 * the user name and `%c` for the client id in the filter. `deny` goes before what grants, and what nothing
 * grants is denied. Throws a usage failure that names the file and the line of what is wrong.
 */
export function readTopicRights(text: string, file: string): RightsOf {
  const rules = new Map<string | undefined, Rule[]>();
  const patterns: Rule[] = [];
  let user: string | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const wrong = (what: string) => usageFailure(`${file}, line ${index + 1}: ${what}`);
    const [, keyword, rest = ''] = /^\s*(\S+)\s*(.*?)\s*$/.exec(line) ?? [];
    if (keyword === 'user') {
      if (rest === '') throw wrong('use user NAME');
      user = rest;
    } else if (keyword === 'topic') {
      rules.set(user, [...(rules.get(user) ?? []), readRule(rest, wrong)]);
    } else if (keyword === 'pattern') {
      patterns.push(readRule(rest, wrong));
    } else {
      throw wrong('use user, topic or pattern');
    }
  }
  return (who) => {
    const own = [...(rules.get(who.username) ?? []), ...patternsFor(patterns, who)];
    return (access, topic) => allowed(own, access, topic);
  };
}

function readRule(text: string, wrong: (what: string) => Error): Rule {
  const [, word, rest] = /^(read|write|readwrite|deny)\s+(.+)$/.exec(text) ?? [];
  const filter = rest ?? text;
  const fault = topicFilterFault(filter);
  if (fault !== undefined) throw wrong(filter === '' ? 'a topic filter is missing' : fault);
  const grant = word === 'read' || word === 'write' || word === 'deny' ? word : 'readwrite';
  return { grant, filter };
}

/** A name that holds a wildcard or a level would reach topics that the pattern does not mean. */
function patternsFor(patterns: readonly Rule[], { clientId, username }: Identity): readonly Rule[] {
  return patterns.flatMap(({ grant, filter }) => {
    const names = [filter.includes('%c') ? clientId : 'x', filter.includes('%u') ? username : 'x'];
    if (!names.every((name) => name !== undefined && /^[^/+#]+$/.test(name))) return [];
    const named = filter.replaceAll(/%[cu]/g, (mark) => (mark === '%c' ? clientId : (username ?? '')));
    return [{ grant, filter: named }];
  });
}

function allowed(rules: readonly Rule[], access: Access, topic: string): boolean {
  let granted = false;
  for (const { grant, filter } of rules) {
    if (grant !== 'deny' && (granted || (grant !== access && grant !== 'readwrite'))) continue;
    if (!filterMatches(filter, topic)) continue;
    if (grant === 'deny') return false;
    granted = true;
  }
  return granted;
}
