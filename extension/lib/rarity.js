// How much a term says: rare words much, common ones little; the same answers as core/rarity.py, which has the reasons.

const BACKGROUND = 1000; // papers that the background counts as, beside those of the library
const TABLE = 300; // papers that the shipped table counts as, beside the seen rows
const SMOOTHING = 0.02; // a word of fewer papers than this share hardly gains by being rarer
const SEEN = 2000; // rows; beyond, all counts are halved, so that old reading fades

/**
 * What the reader has seen: `rows` of them, `df` of which hold each term. Stays on the device.
 * @typedef {{rows: number, df: Map<string, number>}} Seen
 * @typedef {{shares: Record<string, string>}} Table  words/background.json
 */

/** Nothing seen yet. @returns {Seen} */
export const unseen = () => ({rows: 0, df: new Map()});

/** Which share of papers holds each word, out of the shipped table. @param {Table} table @returns {Map<string, number>} */
export function shares(table) {
  const found = new Map();
  for (const [share, words] of Object.entries(table.shares)) {
    for (const word of words.split(" ")) found.set(word, Number(share));
  }
  return found;
}

/**
 * Counts one more row, by its distinct terms. The caller sees to it that no row counts twice.
 * @param {Seen} seen @param {Iterable<string>} terms
 */
export function learn(seen, terms) {
  seen.rows += 1;
  for (const term of terms) seen.df.set(term, (seen.df.get(term) ?? 0) + 1);
  if (seen.rows <= SEEN) return;
  seen.rows = Math.floor(seen.rows / 2);
  for (const [term, times] of seen.df) {
    if (times > 1) seen.df.set(term, Math.floor(times / 2));
    else seen.df.delete(term);
  }
}

/**
 * What a term weighs that `df` papers hold of a library of `size`: from 1 for a word of every paper to about 5 for one that
 * no paper holds. Make a new one when the library or what was seen has changed.
 * @param {number} size
 * @param {Map<string, number>} table
 * @param {Seen} seen
 * @returns {(term: string, df: number) => number}
 */
export function weighing(size, table, seen) {
  const papers = size + BACKGROUND;
  return (term, df) => {
    const share = (TABLE * (table.get(term) ?? 0) + (seen.df.get(term) ?? 0)) / (TABLE + seen.rows);
    return 1 + Math.log((papers * (1 + SMOOTHING)) / (1 + df + BACKGROUND * share + SMOOTHING * papers));
  };
}

/**
 * The same for a library that knows how many papers hold a term; it remembers what it has weighed.
 * @param {number} size
 * @param {{get: (term: string) => number | undefined}} df
 * @param {Map<string, number>} table
 * @param {Seen} [seen]
 * @returns {(term: string) => number}
 */
export function rarity(size, df, table, seen = unseen()) {
  /** @type {Map<string, number>} */
  const known = new Map();
  const weigh = weighing(size, table, seen);
  return (term) => {
    const weight = known.get(term) ?? weigh(term, df.get(term) ?? 0);
    known.set(term, weight);
    return weight;
  };
}
