// How often we put a row back that the page takes away. Without a limit two scripts fight until the page hangs.

const LIMIT = 5;
const MINUTE = 60_000;
const BRIEF = 2_000; // ms: a row replaced sooner was probably replaced because of us

/** @typedef {ReturnType<typeof createBudget>} Budget */

/** @param {() => number} now ms */
export function createBudget(now) {
  /** @type {Map<string, number[]>} */
  const losses = new Map();
  /** @param {string} key */
  const recent = (key) => (losses.get(key) ?? []).filter((at) => at > now() - MINUTE);
  /** @param {string} key */
  const lost = (key) => void losses.set(key, [...recent(key), now()]);

  return {
    now,
    lost,
    /**
     * A whole row went away; filters and scrolling do that too, so it counts only soon after we touched it.
     * @param {string} key
     * @param {number} placedAt
     */
    vanished: (key, placedAt) => void (now() - placedAt < BRIEF && lost(key)),
    /** @param {string} key */
    spent: (key) => recent(key).length > LIMIT,
  };
}
