// Which papers of a library a text is close to, without any fit; the same answers as core/related.py.
import {rarity, unseen, learn} from "./rarity.js";
import {TF} from "./terms.js";

const TERMS = 100; // of a row that are compared: its weightiest
const POSTINGS = 8000; // read to find candidates, the rarest terms first
const CANDIDATES = 64; // compared with the whole row
const LIGHTEST = 25; // what a text of a few words weighs at least: one shared word of three is no relation
const GROWTH = 1.25; // norms are made anew when the library, or what was seen, has grown or shrunk by this factor

/** From which score on a related paper is shown. `scripts/bench --related` prints how often each is right. */
export const SHOWN = {quiet: 0.22, normal: 0.18, eager: 0.15};

/**
 * How much each term of a paper counts (terms.js); the weight of a term (rarity.js).
 * @typedef {Map<string, number>} Counts
 * @typedef {(term: string) => number} Rarity
 * A row to compare: its terms with their weights, the weightiest first, and its norm over all that it holds.
 * @typedef {{weights: [string, number][], norm: number}} Vector
 * `score` is 0 to 1 and means the same in every library.
 * @typedef {{id: string, score: number}} Scored
 */

/**
 * The row whose terms count so much. Words that no paper of the library holds weigh in the norm.
 * @param {Counts} counts @param {Rarity} weigh @returns {Vector}
 */
export function vector(counts, weigh) {
  /** @type {[string, number][]} */
  const weights = [];
  for (const [term, times] of counts) weights.push([term, TF[times] * weigh(term)]);
  weights.sort((one, two) => two[1] - one[1]);
  weights.length = Math.min(weights.length, TERMS);
  let squares = 0;
  for (const [, weight] of weights) squares += weight * weight;
  return {weights, norm: Math.max(LIGHTEST, Math.sqrt(squares))};
}

/**
 * How long the vector of a paper is: kept with it, as making it is most of the work.
 * @param {Iterable<[string, number]>} counts @param {Rarity} weigh
 */
export function norm(counts, weigh) {
  let squares = 0;
  for (const [term, times] of counts) {
    const weight = TF[times] * weigh(term);
    squares += weight * weight;
  }
  return Math.max(LIGHTEST, Math.sqrt(squares));
}

/**
 * The terms whose postings find the row's candidates: the rarest first, together about `most` postings.
 * @param {Vector} row @param {{get: (term: string) => number | undefined}} df
 */
export function wanted(row, df, most = POSTINGS) {
  const known = row.weights.map(([term]) => /** @type {const} */ ([term, df.get(term) ?? 0])).filter(([, n]) => n > 0);
  known.sort((one, two) => one[1] - two[1]);
  const chosen = [];
  let read = 0;
  for (const [term, papers] of known) {
    if (chosen.length && read + papers > most) break;
    chosen.push(term);
    read += papers;
  }
  return chosen;
}

/**
 * The papers that `terms` alone bring closest. `postings(term)` gives how much the term counts in which paper.
 * @template Id
 * @param {Vector} row @param {Rarity} weigh @param {string[]} terms
 * @param {(term: string) => Iterable<[Id, number]>} postings @param {(id: Id) => number} normOf
 * @returns {Id[]}
 */
export function candidates(row, weigh, terms, postings, normOf, keep = CANDIDATES) {
  const weights = new Map(row.weights);
  /** @type {Map<Id, number>} */
  const sums = new Map();
  for (const term of terms) {
    const weight = (weights.get(term) ?? 0) * weigh(term);
    for (const [id, times] of postings(term)) sums.set(id, (sums.get(id) ?? 0) + weight * TF[times]);
  }
  const close = [...sums].map(([id, sum]) => /** @type {const} */ ([id, sum / normOf(id)]));
  return close.sort((one, two) => two[1] - one[1]).slice(0, keep).map(([id]) => id);
}

/**
 * How close the paper with these counts and this norm is to the row: 0 to 1, in millionths.
 * @param {Vector} row @param {{get: (term: string) => number | undefined}} counts
 * @param {number} length @param {Rarity} weigh
 */
export function score(row, counts, length, weigh) {
  let total = 0;
  for (const [term, weight] of row.weights) {
    const times = counts.get(term);
    if (times) total += weight * TF[times] * weigh(term);
  }
  return Math.floor((1e6 * total) / (row.norm * length) + 0.5) / 1e6;
}

/** An inverted index in memory, kept up paper by paper. */
export class Index {
  /** @param {Map<string, number>} table @param {import("./rarity.js").Seen} [seen] */
  constructor(table, seen = unseen()) {
    /** @type {Map<string, Counts>} */
    this.papers = new Map();
    /** @type {Map<string, Map<string, number>>} */
    this.postings = new Map();
    this.seen = seen;
    this.df = {get: (/** @type {string} */ term) => this.postings.get(term)?.size};
    this.table = table;
    /** @type {Map<string, [number, number]>} */
    this.norms = new Map();
    /** @type {Rarity | null} */
    this.weights = null;
  }

  /** Takes in a paper, or what it says now. @param {string} id @param {Counts} counts */
  add(id, counts) {
    this.remove(id);
    this.papers.set(id, counts);
    for (const [term, times] of counts) {
      const papers = this.postings.get(term);
      if (papers) papers.set(id, times);
      else this.postings.set(term, new Map([[id, times]]));
    }
  }

  /** Forgets a paper; unknown ones are no error. @param {string} id */
  remove(id) {
    this.weights = null;
    for (const term of this.papers.get(id)?.keys() ?? []) {
      const papers = this.postings.get(term);
      papers?.delete(id);
      if (!papers?.size) this.postings.delete(term);
    }
    this.papers.delete(id);
    this.norms.delete(id);
  }

  /** Counts a row that the reader sees for the first time towards the background. @param {Iterable<string>} terms */
  learn(terms) {
    learn(this.seen, terms);
    this.weights = null;
  }

  /** The weights of terms as things stand. */
  rarity() {
    return (this.weights ??= rarity(this.papers.size, this.df, this.table, this.seen));
  }

  /**
   * The `limit` papers closest to a row, best first; among equals the one saved first.
   * @param {Counts} counts @param {number} limit @param {Set<string>} [exclude] @returns {Scored[]}
   */
  related(counts, limit, exclude = new Set()) {
    const weigh = this.rarity();
    const row = vector(counts, weigh);
    const normOf = (/** @type {string} */ id) => this.normOf(id, weigh);
    const keep = Math.max(CANDIDATES, limit) + exclude.size;
    const postings = (/** @type {string} */ term) => this.postings.get(term) ?? new Map();
    return candidates(row, weigh, wanted(row, this.df), postings, normOf, keep)
      .filter((id) => !exclude.has(id))
      .map((id) => ({id, score: score(row, this.papers.get(id) ?? new Map(), normOf(id), weigh)}))
      .sort((one, two) => two.score - one.score)
      .slice(0, limit);
  }

  /** @param {string} id @param {Rarity} weigh */
  normOf(id, weigh) {
    const now = this.papers.size + this.seen.rows;
    const [length, then] = this.norms.get(id) ?? [0, 0];
    if (then && then <= GROWTH * now && now <= GROWTH * then) return length;
    const made = norm(this.papers.get(id) ?? new Map(), weigh);
    this.norms.set(id, [made, now]);
    return made;
  }
}
