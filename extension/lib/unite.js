// Links, each resource once: all that a listing page needs of that. The background says what a link leads to (found.js).

/**
 * The links in their order with each resource once: the user's own, else the first.
 * @template {{url: string, origin: string, resource?: string}} T @param {T[]} links @returns {T[]}
 */
export function unite(links) {
  /** @type {Map<string, T>} */
  const kept = new Map();
  for (const link of links) {
    const name = link.resource ?? link.url;
    const one = kept.get(name);
    if (!one || (link.origin === "mine" && one.origin !== "mine")) kept.set(name, link);
  }
  return [...kept.values()];
}
