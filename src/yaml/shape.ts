import { isMap, isScalar, isSeq } from 'yaml';
import { nearest } from '../text/nearest.ts';
import { orList, ReadError, type Reader } from '../text/reader.ts';
import type { Position, Problem, YamlDocument } from './document.ts';

/** A JSON Schema (draft 2020-12) for editors. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The shape of a part of a YAML file: one description for reading, for problems, and for the schema of editors. */
export interface Shape<T> {
  readonly schema: JsonSchema;
  /** Reports problems; returns undefined after a problem. */
  readonly read: (node: unknown, reporter: Reporter) => T | undefined;
}

export interface Reporter {
  readonly report: (node: unknown, message: string) => void;
  readonly positionOf: (node: unknown) => Position;
}

export type Fields = Readonly<Record<string, Shape<unknown>>>;
export type ReadFields<F extends Fields> = {
  readonly [K in keyof F]?: F[K] extends Shape<infer T> ? T : never;
} & { readonly position: Position };

/** Reads a document in a shape. After any problem the value is undefined. */
export function readDocument<T>(document: YamlDocument, shape: Shape<T>): { value?: T; problems: Problem[] } {
  const problems = [...document.problems];
  if (problems.length > 0) return { problems };
  const { positionOf } = document;
  const report = (node: unknown, message: string): void => {
    problems.push({ ...positionOf(node), message });
  };
  const value = shape.read(document.root, { report, positionOf });
  return value === undefined || problems.length > 0 ? { problems } : { value, problems };
}

/** One value from its text. A ReadError of `read` becomes a problem. */
export function scalar<T>(read: Reader<T>, schema: JsonSchema): Shape<T> {
  return {
    schema,
    read: (node, { report }) => {
      if (!isScalar(node)) {
        report(node, `a single value is expected here`);
        return undefined;
      }
      const text = String(node.value ?? '');
      try {
        return read(text);
      } catch (error) {
        if (!(error instanceof ReadError)) throw error;
        report(node, `'${text.slice(0, 60)}': ${error.message}`);
        return undefined;
      }
    },
  };
}

/** A list, or a single item in its place. */
export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  return {
    schema: { anyOf: [item.schema, { type: 'array', items: item.schema }] },
    read: (node, reporter) => {
      if (!isSeq(node)) {
        const single = item.read(node, reporter);
        return single === undefined ? undefined : [single];
      }
      const values = node.items.map((element) => item.read(element, reporter));
      const known = values.filter((value) => value !== undefined);
      return known.length === values.length ? known : undefined;
    },
  };
}

/** A mapping with known keys, some of them required. The value has its position in the file. */
export function mapping<const F extends Fields>(
  fields: F,
  required: readonly (keyof F & string)[] = [],
): Shape<ReadFields<F>> {
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(Object.entries(fields).map(([key, { schema }]) => [key, schema])),
      ...(required.length > 0 && { required }),
      additionalProperties: false,
    },
    read: (node, reporter) => {
      if (!isMap(node)) {
        reporter.report(node, `keys are expected here: ${Object.keys(fields).join(', ')}`);
        return undefined;
      }
      const values: Record<string, unknown> = { position: reporter.positionOf(node) };
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : '';
        const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
        if (field === undefined)
          reporter.report(key, `unknown key '${name.slice(0, 60)}'; use ${Object.keys(fields).join(', ')}`);
        else if (Object.hasOwn(values, name)) reporter.report(key, `'${name}' is here twice`);
        else values[name] = field.read(value ?? key, reporter);
      }
      const missing = required.filter((name) => !Object.hasOwn(values, name));
      if (missing.length > 0) reporter.report(node, `${missing.join(', ')} missing`);
      return values as ReadFields<F>;
    },
  };
}

/** A mapping, or a single value in its place. */
export function singleOr<T>(single: Shape<T>, whole: Shape<T>): Shape<T> {
  return {
    schema: { anyOf: [single.schema, whole.schema] },
    read: (node, reporter) => (isMap(node) ? whole : single).read(node, reporter),
  };
}

/** A mapping of one of several kinds. The value of the key `by` names the kind; each kind has keys of its own. */
export function variant<T>(by: string, kinds: ReadonlyMap<string, Shape<T>>): Shape<T> {
  const names = [...kinds.keys()];
  return {
    schema: { anyOf: [...kinds.values()].map(({ schema }) => schema) },
    read: (node, reporter) => {
      const value = isMap(node) ? node.get(by, true) : undefined;
      if (!isScalar(value)) {
        reporter.report(node, `a mapping with the key '${by}' is expected here`);
        return undefined;
      }
      const name = String(value.value ?? '');
      const kind = kinds.get(name);
      if (kind === undefined) {
        const meant = nearest(name, names);
        const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
        reporter.report(value, `'${name.slice(0, 60)}': use ${orList(names)}${hint}`);
      }
      return kind?.read(node, reporter);
    },
  };
}
