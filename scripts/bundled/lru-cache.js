// Takes the place of lru-cache in the bundle. mqtt.js opens one for the topic aliases that a broker offers, and
// building-sim uses no aliases, so it stays empty. The package itself would load node:perf_hooks.

/** Called with `new` and the options of lru-cache, which are no entries. */
export function LRUCache() {
  return new Map();
}
