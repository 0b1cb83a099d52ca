// Which of a list are ticked, and how a range grows: the same in a page and in the popup.

/** @typedef {ReturnType<typeof createPicks>} Picks */

/** @param {() => void} changed */
export function createPicks(changed) {
  /** @type {Set<string>} */
  const ticked = new Set();
  let anchor = "";

  /** @param {string} key @param {boolean} on */
  const put = (key, on) => void (on ? ticked.add(key) : ticked.delete(key));

  return {
    has: (/** @type {string} */ key) => ticked.has(key),
    size: () => ticked.size,

    /** @param {string} key @param {boolean} [on] the other way round when not said */
    toggle(key, on = !ticked.has(key)) {
      put(key, on);
      anchor = key;
      changed();
    },

    /** All from where the last was ticked to this one become as that is. @param {string[]} order @param {string} key */
    extend(order, key) {
      const [from, to] = [order.indexOf(anchor), order.indexOf(key)];
      if (from < 0 || to < 0) return this.toggle(key, true);
      const on = ticked.has(anchor);
      for (const one of order.slice(Math.min(from, to), Math.max(from, to) + 1)) put(one, on);
      changed();
    },

    /** @param {string[]} order */
    all(order) {
      for (const key of order) ticked.add(key);
      changed();
    },

    none() {
      ticked.clear();
      anchor = "";
      changed();
    },
  };
}
