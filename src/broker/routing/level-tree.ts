interface Node<T> {
  value: T | undefined;
  /** By level; undefined below a leaf, to keep a million leaves small. */
  children: Map<string, Node<T>> | undefined;
}

/**
 * Values by topic or filter, as a tree of levels. A look-up costs by the number of levels, not by the number
 * of values.
 */
export class LevelTree<T> {
  readonly #root: Node<T> = { value: undefined, children: undefined };
  /** How many values there are. */
  size = 0;

  get(path: string): T | undefined {
    let node: Node<T> | undefined = this.#root;
    for (const level of path.split('/')) {
      node = node.children?.get(level);
      if (node === undefined) return undefined;
    }
    return node.value;
  }

  set(path: string, value: T): void {
    const node = this.#nodeAt(path);
    if (node.value === undefined) this.size += 1;
    node.value = value;
  }

  getOrSet(path: string, create: () => T): T {
    const node = this.#nodeAt(path);
    if (node.value === undefined) {
      node.value = create();
      this.size += 1;
    }
    return node.value;
  }

  delete(path: string): boolean {
    const levels = path.split('/');
    const nodes = [this.#root];
    for (const level of levels) {
      const child = nodes.at(-1)?.children?.get(level);
      if (child === undefined) return false;
      nodes.push(child);
    }
    const leaf = nodes.pop();
    if (leaf?.value === undefined) return false;
    leaf.value = undefined;
    this.size -= 1;
    for (let child = leaf; child.value === undefined && child.children === undefined; ) {
      const parent = nodes.pop();
      if (parent === undefined) break;
      parent.children?.delete(levels[nodes.length] ?? '');
      if (parent.children?.size === 0) parent.children = undefined;
      child = parent;
    }
    return true;
  }

  #nodeAt(path: string): Node<T> {
    let node = this.#root;
    for (const level of path.split('/')) {
      node.children ??= new Map();
      let child = node.children.get(level);
      if (child === undefined) {
        child = { value: undefined, children: undefined };
        node.children.set(level, child);
      }
      node = child;
    }
    return node;
  }

  /**
   * Takes the paths as filters and returns the values of all filters matching this topic. A wildcard in the
   * first level does not match a topic starting with $ [MQTT-4.7.2-1]; # also matches the parent level
   * (§4.7.1.2).
   */
  matchingTopic(topic: string): T[] {
    const found: T[] = [];
    const levels = topic.split('/');
    const walk = (node: Node<T>, depth: number): void => {
      const wild = depth > 0 || !topic.startsWith('$');
      const rest = wild ? node.children?.get('#')?.value : undefined;
      if (rest !== undefined) found.push(rest);
      const level = levels[depth];
      if (level === undefined) {
        if (node.value !== undefined) found.push(node.value);
        return;
      }
      const exact = node.children?.get(level);
      if (exact) walk(exact, depth + 1);
      const single = wild ? node.children?.get('+') : undefined;
      if (single) walk(single, depth + 1);
    };
    walk(this.#root, 0);
    return found;
  }

  /**
   * Takes the paths as topics and yields the values of all topics matching this filter, each value as of the
   * moment of the yield.
   */
  matchingFilter(filter: string): Iterable<T> {
    return below(this.#root, filter.split('/'), 0);
  }

  values(): Iterable<T> {
    return everything(this.#root);
  }
}

function* below<T>(node: Node<T>, levels: readonly string[], depth: number): Iterable<T> {
  const level = levels[depth];
  if (level === undefined) {
    if (node.value !== undefined) yield node.value;
  } else if (level === '#') {
    if (depth > 0) yield* everything(node);
    else yield* beside$(node, everything);
  } else if (level === '+') {
    const next = (child: Node<T>) => below(child, levels, depth + 1);
    if (depth === 0) yield* beside$(node, next);
    else for (const child of node.children?.values() ?? []) yield* next(child);
  } else {
    const child = node.children?.get(level);
    if (child) yield* below(child, levels, depth + 1);
  }
}

/** The children of the root, without levels starting with $. */
function* beside$<T>(root: Node<T>, next: (child: Node<T>) => Iterable<T>): Iterable<T> {
  for (const [level, child] of root.children ?? []) if (!level.startsWith('$')) yield* next(child);
}

function* everything<T>(node: Node<T>): Iterable<T> {
  if (node.value !== undefined) yield node.value;
  for (const child of node.children?.values() ?? []) yield* everything(child);
}
