import { isMap, isScalar, type Pair } from 'yaml';
import { readBounded } from '../bounded-file.ts';
import { systemFault } from '../named-file.ts';
import { ReadError } from '../text/reader.ts';
import { parseYaml } from '../yaml/document.ts';

/** The `ID: TOPIC` lines of a YAML file, each as `ID=TOPIC`. Throws ReadError with the line of the first fault. */
export function readPredefinedFile(path: string): readonly string[] {
  const { root, problems, positionOf } = parseYaml(readText(path));
  const fault = (line: number): never => {
    throw new ReadError(`${path}:${line}: expected a line such as 1: some/topic`);
  };
  const [problem] = problems;
  if (problem !== undefined) return fault(problem.line);
  if (root === null) return [];
  if (!isMap(root)) return fault(positionOf(root).line);
  return root.items.map((pair) => predefinedText(pair) ?? fault(positionOf(pair.key).line));
}

function predefinedText({ key, value }: Pair): string | undefined {
  if (!isScalar(key) || !isScalar(value) || value.anchor !== undefined) return undefined;
  const [id, topic] = [String(key.value), value.value];
  return /^\d+$/.test(id) && typeof topic === 'string' && value.source !== '' ? `${id}=${topic}` : undefined;
}

function readText(path: string): string {
  try {
    return readBounded(path).toString();
  } catch (error) {
    throw new ReadError(`use ID=TOPIC or a YAML file; '${path}' can't be read: ${systemFault(error)}`);
  }
}
