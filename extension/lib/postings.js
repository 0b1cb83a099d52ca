// The inverted index of a whole library in little memory: the same answers as Index in related.js.
import {aged, closest, gather, norm, score, vector, wanted} from "./related.js";
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
  let next = 1;

  const df = {get: (/** @type {string} */ term) => lists[numbers.get(term) ?? -1]?.length};
  const weights = () => (weigh ??= rarity(papers.size, df, table, seen));
  const stale = () => void (weigh = null);

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

  /** @param {string} term @returns {Iterable<[number, number]>} */
  function* postings(term) {
    for (const entry of lists[numbers.get(term) ?? -1] ?? []) yield [entry >>> BITS, TF[entry & 255]];
  }

  /** @param {number} paper */
  function lengthOf(paper) {
    const one = /** @type {Held} */ (held.get(paper));
    const now = papers.size + seen.rows;
    if (aged(one.made, now)) Object.assign(one, {made: now, length: norm(countsOf(one), weights())});
    return one.length;
  }

  /** @param {Held} one @returns {Iterable<[string, number]>} */
  function* countsOf({entries}) {
    for (const entry of entries) yield [terms[entry >>> BITS], entry & 255];
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
    const row = vector(counts, weights());
    const sums = gather(row, wanted(row, df), postings);
    return closest(sums, lengthOf, Math.max(CANDIDATES, limit) + exclude.size)
      .map((paper) => ({paper, id: /** @type {Held} */ (held.get(paper)).id}))
      .filter(({id}) => !exclude.has(id))
      .map(({paper, id}) => ({id, score: score(row, within(paper), lengthOf(paper))}))
      .sort((one, two) => two.score - one.score)
      .slice(0, limit);
  }

  /** Makes the norms that have aged, paper after paper, so that the first row need not. @returns {Generator<void>} */
  function* refresh() {
    for (const paper of held.keys()) {
      if (held.has(paper)) lengthOf(paper);
      yield;
    }
  }

  return {
    add, remove, related, refresh, stale, rarity: weights,
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
