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
  /** Paths with $ in front. A wildcard in the first level never matches these topics [MQTT-4.7.2-1]. */
  readonly #dollarRoot: Node<T> = { value: undefined, children: undefined };
  /** How many values there are. */
  size = 0;

  get(path: string): T | undefined {
    let node: Node<T> | undefined = this.#rootOf(path);
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
    const nodes = [this.#rootOf(path)];
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

  #rootOf(path: string): Node<T> {
    return path.startsWith('$') ? this.#dollarRoot : this.#root;
  }

  #nodeAt(path: string): Node<T> {
    let node = this.#rootOf(path);
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
   * Takes the paths as filters and returns the values of all filters matching this topic. # also matches the
   * parent level (§4.7.1.2).
   */
  matchingTopic(topic: string): T[] {
    const found: T[] = [];
    const levels = topic.split('/');
    const walk = (node: Node<T>, depth: number): void => {
      const rest = node.children?.get('#')?.value;
      if (rest !== undefined) found.push(rest);
      const level = levels[depth];
      if (level === undefined) {
        if (node.value !== undefined) found.push(node.value);
        return;
      }
      const exact = node.children?.get(level);
      if (exact) walk(exact, depth + 1);
      const single = node.children?.get('+');
      if (single) walk(single, depth + 1);
    };
    walk(this.#rootOf(topic), 0);
    return found;
  }

  /**
   * Takes the paths as topics and yields the values of all topics matching this filter, each value as of the
   * moment of the yield. Yields undefined for each other node on the way, so a long walk can be interrupted.
   */
  matchingFilter(filter: string): Iterable<T | undefined> {
    return walk(this.#rootOf(filter), filter.split('/'));
  }

  *values(): Iterable<T> {
    for (const root of [this.#root, this.#dollarRoot]) {
      for (const value of walk(root, ['#'])) if (value !== undefined) yield value;
    }
  }
}

function* walk<T>(root: Node<T>, filter: readonly string[]): Iterable<T | undefined> {
  const path: { readonly nodes: Iterator<Node<T>>; readonly depth: number }[] = [
    { nodes: [root].values(), depth: 0 },
  ];
  for (let place = path.at(-1); place !== undefined; place = path.at(-1)) {
    const { value: node, done } = place.nodes.next();
    if (done) {
      path.pop();
      continue;
    }
    const level = filter[place.depth];
    yield level === undefined || level === '#' ? node.value : undefined;
    if (level === undefined || node.children === undefined) continue;
    if (level === '#') path.push({ nodes: node.children.values(), depth: place.depth });
    else if (level === '+') path.push({ nodes: node.children.values(), depth: place.depth + 1 });
    else {
      const child = node.children.get(level);
      if (child) path.push({ nodes: [child].values(), depth: place.depth + 1 });
    }
  }
}
