// The inverted index of a whole library in little memory: the same answers as Index in related.js.
import {createLists} from "./lists.js";
import {aged, lengthFor, score, vector, wanted} from "./related.js";
import {unseen, weighing} from "./rarity.js";
import {TF} from "./terms.js";

const CANDIDATES = 48; // as related.js compares with the whole row
const BITS = 8; // of an entry, for the count; the number of a paper, or of a term, is above them

/** @typedef {import("./rarity.js").Seen} Seen */
/** @typedef {import("./related.js").Scored} Scored */
/** @typedef {{id: string, packed: Uint32Array, length: number, made: number}} Held */
/** @typedef {ReturnType<typeof createPostings>} Postings */

/** @param {Map<string, number>} table out of shares() @param {Seen} [seen] what the reader has seen; learn into it and call `stale` */
export function createPostings(table, seen = unseen()) {
  /** @type {Map<string, number>} a term keeps its number when the last paper with it goes: what is kept of papers names it so */
  const numbers = new Map();
  /** @type {string[]} */
  const terms = [];
  const lists = createLists(); // by number of the term: its papers, ascending, as papers get ever higher numbers
  /** @type {Map<string, number>} */
  const papers = new Map();
  /** @type {Map<number, Held>} */
  const held = new Map();
  /** @type {((term: string, df: number) => number) | null} */
  let weigh = null;
  let weights = new Float64Array(0); // what each term weighs, by its number, as far as that was asked
  let sums = new Float64Array(0); // by number of the paper, all 0 between two rows
  let next = 1;

  const df = {get: (/** @type {string} */ term) => lists.length(numbers.get(term) ?? terms.length)};
  const stale = () => void (weigh = null);
  function rarest() {
    if (!weigh) weights = new Float64Array(terms.length);
    return (weigh ??= weighing(papers.size, table, seen));
  }
  /** @param {number} number of a term */
  const weightOf = (number) => {
    const now = rarest(); // which may begin the weights anew
    return (weights[number] ||= now(terms[number], lists.length(number)));
  };
  /** @param {string} term */
  const rarity = (term) => {
    const number = numbers.get(term);
    return number === undefined ? rarest()(term, 0) : weightOf(number);
  };

  /** @param {string} term */
  function numberOf(term) {
    const known = numbers.get(term);
    if (known !== undefined) return known;
    numbers.set(term, terms.length);
    return terms.push(term) - 1;
  }

  /** Gives terms the next numbers, as they had them elsewhere. @param {string[]} more @returns {number} how many have one */
  function know(more) {
    for (const term of more) numberOf(term);
    return terms.length;
  }

  /** What a paper says, as `add` takes it and as it can be kept; its new terms get the next numbers. @param {Iterable<[string, number]>} counts */
  const pack = (counts) => Uint32Array.from(counts, ([term, times]) => (numberOf(term) << BITS) | times);

  /** Takes in a paper, or what it says now. @param {string} id @param {Uint32Array} packed out of `pack`, here or where terms had the same numbers */
  function add(id, packed) {
    remove(id);
    const paper = next++;
    for (const entry of packed) lists.push(entry >>> BITS, ((paper << BITS) | (entry & 255)) >>> 0);
    papers.set(id, paper);
    held.set(paper, {id, packed, length: 0, made: 0});
  }

  /** Forgets a paper; unknown ones are no error. @param {string} id */
  function remove(id) {
    stale();
    const paper = papers.get(id);
    if (paper === undefined) return;
    for (const entry of held.get(paper)?.packed ?? []) lists.drop(entry >>> BITS, placeOf(entry >>> BITS, paper));
    held.delete(paper);
    papers.delete(id);
  }

  /** Where in the postings of a term a paper stands, or would. @param {number} number @param {number} paper */
  const placeOf = (number, paper) => lists.seek(number, (paper << BITS) >>> 0);

  /**
   * The papers with the largest sums for their norms, as gather() and closest() find them, without an object for each.
   * @param {import("./related.js").Vector} row @param {number} keep @returns {number[]}
   */
  function candidates(row, keep) {
    if (sums.length < next) sums = new Float64Array(2 * next);
    const found = [];
    for (const term of wanted(row, df)) {
      const gain = row.gains.get(term) ?? 0;
      for (const entry of lists.all(numbers.get(term) ?? terms.length)) {
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
    if (aged(one.made, now)) Object.assign(one, {made: now, length: normOf(one.packed)});
    return one.length;
  }

  /** As norm() finds it. @param {Uint32Array} packed */
  function normOf(packed) {
    let squares = 0;
    for (const entry of packed) {
      const weight = TF[entry & 255] * weightOf(entry >>> BITS);
      squares += weight * weight;
    }
    return lengthFor(squares);
  }

  /** The counts of one paper, looked up in the postings. @param {number} paper */
  const within = (paper) => ({
    get(/** @type {string} */ term) {
      const number = numbers.get(term);
      if (number === undefined) return undefined;
      const entry = lists.at(number, placeOf(number, paper));
      return entry >>> BITS === paper ? entry & 255 : undefined;
    },
  });

  /**
   * The `limit` papers closest to a row, best first; among equals the one saved first.
   * @param {import("./related.js").Counts} counts @param {number} limit @param {Set<string>} [exclude] @returns {Scored[]}
   */
  function related(counts, limit, exclude = new Set()) {
    const row = vector(counts, rarity);
    return candidates(row, Math.max(CANDIDATES, limit) + exclude.size)
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
    pack, add, remove, related, refresh, stale, rarity,
    /** The terms by their numbers, from one on. @param {number} first */
    termsFrom: (first) => terms.slice(first),
    know,
    ids: () => [...papers.keys()], size: () => papers.size,
  };
}
