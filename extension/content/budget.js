// How often we put a face back that the page takes away. Without a limit two scripts fight until the page hangs.

const LIMIT = 5;
const MINUTE = 60_000;
const BRIEF = 2_000; // ms: a row replaced sooner was probably replaced because of us

/** @param {() => number} now ms */
export function createBudget(now) {
  /** @type {Map<string, number[]>} */
  const losses = new Map();
  const recent = (/** @type {string} */ key) => (losses.get(key) ?? []).filter((at) => at > now() - MINUTE);
  const lost = (/** @type {string} */ key) => void losses.set(key, [...recent(key), now()]);
  return {
    now,
    lost,
    /** A whole row went away; filters and scrolling do that too, so it counts only soon after. @param {string} key @param {number} placedAt */
    vanished: (key, placedAt) => void (now() - placedAt < BRIEF && lost(key)),
    spent: (/** @type {string} */ key) => recent(key).length > LIMIT,
  };
}
