// The inverted index of a whole library in little memory: the same answers as Index in related.js.
import {aged, norm, score, vector, wanted} from "./related.js";
import {rarity, unseen} from "./rarity.js";
import {TF} from "./terms.js";

const CANDIDATES = 48; // as related.js compares with the whole row
const BITS = 8; // of a posting, for the count; a paper's number is above them

/** @typedef {import("./rarity.js").Seen} Seen */
/** @typedef {import("./related.js").Scored} Scored */
/**
 * `entries`: number of the term above the bits of its count, in the order the terms came.
 * @typedef {{id: string, entries: Uint32Array, length: number, made: number}} Held
 */
/** @typedef {ReturnType<typeof createPostings>} Postings */

/** @param {Map<string, number>} table out of shares() @param {Seen} [seen] what the reader has seen; learn into it and call `stale` */
export function createPostings(table, seen = unseen()) {
  /** @type {Map<string, number>} */
  const numbers = new Map();
  /** @type {string[]} */
  const terms = [];
  /** @type {number[][]} by number of the term; ascending, as papers get ever higher numbers */
  const lists = [];
  /** @type {Map<string, number>} */
  const papers = new Map();
  /** @type {Map<number, Held>} */
  const held = new Map();
  /** @type {((term: string) => number) | null} */
  let weigh = null;
  /** @type {number[]} what each term weighs, by its number, as far as that was asked */
  let weights = [];
  let sums = new Float64Array(0); // by number of the paper, all 0 between two rows
  let next = 1;

  const df = {get: (/** @type {string} */ term) => lists[numbers.get(term) ?? -1]?.length};
  const stale = () => void (weigh = null);
  function rarest() {
    if (!weigh) weights = [];
    return (weigh ??= rarity(papers.size, df, table, seen));
  }
  /** @param {number} number of a term, once `rarest` was asked */
  const weightOf = (number) => (weights[number] ??= rarest()(terms[number]));

  /** @param {string} term */
  function numberOf(term) {
    const known = numbers.get(term);
    if (known !== undefined) return known;
    numbers.set(term, terms.length);
    lists.push([]);
    return terms.push(term) - 1;
  }

  /** Takes in a paper, or what it says now. @param {string} id @param {Iterable<[string, number]>} counts */
  function add(id, counts) {
    remove(id);
    const paper = next++;
    const entries = [];
    for (const [term, times] of counts) {
      const number = numberOf(term);
      lists[number].push((paper << BITS) | times);
      entries.push((number << BITS) | times);
    }
    papers.set(id, paper);
    held.set(paper, {id, entries: Uint32Array.from(entries), length: 0, made: 0});
  }

  /** Forgets a paper; unknown ones are no error. @param {string} id */
  function remove(id) {
    stale();
    const paper = papers.get(id);
    if (paper === undefined) return;
    for (const entry of held.get(paper)?.entries ?? []) {
      const list = lists[entry >>> BITS];
      list.splice(placeOf(list, paper), 1);
      if (!list.length) numbers.delete(terms[entry >>> BITS]);
    }
    held.delete(paper);
    papers.delete(id);
  }

  /**
   * The papers with the largest sums for their norms, as gather() and closest() find them, without an object for each.
   * @param {import("./related.js").Vector} row @param {number} keep @returns {number[]}
   */
  function candidates(row, keep) {
    if (sums.length < next) sums = new Float64Array(2 * next);
    const found = [];
    for (const term of wanted(row, df)) {
      const gain = row.gains.get(term) ?? 0;
      for (const entry of lists[numbers.get(term) ?? -1] ?? []) {
        const paper = entry >>> BITS;
        if (sums[paper] === 0) found.push(paper);
        sums[paper] += gain * TF[entry & 255];
      }
    }
    for (const paper of found) sums[paper] /= lengthOf(paper);
    const least = Float64Array.from(found, (paper) => sums[paper]).sort()[found.length - keep] ?? 0;
    const best = found.filter((paper) => sums[paper] >= least).sort((one, two) => sums[two] - sums[one]);
    for (const paper of found) sums[paper] = 0;
    return best.slice(0, keep);
  }

  /** @param {number} paper */
  function lengthOf(paper) {
    const one = /** @type {Held} */ (held.get(paper));
    const now = papers.size + seen.rows;
    if (aged(one.made, now)) Object.assign(one, {made: now, length: norm(countsOf(one), weightOf)});
    return one.length;
  }

  /** @param {Held} one @returns {Iterable<[number, number]>} */
  function* countsOf({entries}) {
    for (const entry of entries) yield [entry >>> BITS, entry & 255];
  }

  /** The counts of one paper, looked up in the postings. @param {number} paper */
  const within = (paper) => ({
    get(/** @type {string} */ term) {
      const list = lists[numbers.get(term) ?? -1];
      const entry = list?.[placeOf(list, paper)] ?? 0;
      return entry >>> BITS === paper ? entry & 255 : undefined;
    },
  });

  /**
   * The `limit` papers closest to a row, best first; among equals the one saved first.
   * @param {import("./related.js").Counts} counts @param {number} limit @param {Set<string>} [exclude] @returns {Scored[]}
   */
  function related(counts, limit, exclude = new Set()) {
    const row = vector(counts, rarest());
    return candidates(row, Math.max(CANDIDATES, limit) + exclude.size)
      .map((paper) => ({paper, id: /** @type {Held} */ (held.get(paper)).id}))
      .filter(({id}) => !exclude.has(id))
      .map(({paper, id}) => ({id, score: score(row, within(paper), lengthOf(paper))}))
      .sort((one, two) => two.score - one.score)
      .slice(0, limit);
  }

  /** Makes the norms that have aged, paper after paper, so that the first row need not. @returns {Generator<void>} */
  function* refresh() {
    rarest();
    for (const paper of held.keys()) {
      if (held.has(paper)) lengthOf(paper);
      yield;
    }
  }

  return {
    add, remove, related, refresh, stale, rarity: rarest,
    has: (/** @type {string} */ id) => papers.has(id), ids: () => [...papers.keys()], size: () => papers.size,
  };
}

/** Where a paper stands in an ascending list, or would. @param {number[]} list @param {number} paper */
function placeOf(list, paper) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle] >>> BITS < paper) low = middle + 1;
    else high = middle;
  }
  return low;
}
