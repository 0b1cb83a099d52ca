// Which papers of a library a text is close to, without any fit; the same answers as core/related.py.
import {rarity, unseen, learn} from "./rarity.js";
import {TF} from "./terms.js";

const TERMS = 100; // of a row that are compared: its weightiest
const POSTINGS = 5000; // read to find candidates, the rarest terms first
const CANDIDATES = 48; // compared with the whole row
const LIGHTEST = 25; // what a text of a few words weighs at least: one shared word of three is no relation
const GROWTH = 1.25; // norms are made anew when the library, or what was seen, has grown or shrunk by this factor

/** From which score on a related paper is shown. `scripts/bench --related` prints how often each is right. */
export const SHOWN = {quiet: 0.22, normal: 0.18, eager: 0.15};

/**
 * How much each term of a paper counts (terms.js); the weight of a term (rarity.js).
 * @typedef {Map<string, number>} Counts
 * @typedef {(term: string) => number} Rarity
 * A row to compare: what each of its terms brings where a paper has it once, the weightiest first, and its norm.
 * @typedef {{gains: Map<string, number>, norm: number}} Vector
 * `score` is 0 to 1 and means the same in every library.
 * @typedef {{id: string, score: number}} Scored
 */

/**
 * The row whose terms count so much. Words that no paper of the library holds weigh in the norm.
 * @param {Counts} counts @param {Rarity} weigh @returns {Vector}
 */
export function vector(counts, weigh) {
  const weighed = [...counts].map(([term, times]) => ({term, weight: TF[times] * weigh(term)}));
  weighed.sort((one, two) => two.weight - one.weight);
  const gains = new Map();
  let squares = 0;
  for (const {term, weight} of weighed.slice(0, TERMS)) {
    squares += weight * weight;
    gains.set(term, weight * weigh(term));
  }
  return {gains, norm: lengthFor(squares)};
}

/** How long a vector is whose weights squared sum up to this. @param {number} squares */
export const lengthFor = (squares) => Math.max(LIGHTEST, Math.sqrt(squares));

/**
 * How long the vector of a paper is: kept with it, as making it is most of the work.
 * @param {Counts} counts @param {Rarity} weigh
 */
export function norm(counts, weigh) {
  let squares = 0;
  for (const [term, times] of counts) {
    const weight = TF[times] * weigh(term);
    squares += weight * weight;
  }
  return lengthFor(squares);
}

/**
 * Whether a norm made when library and seen rows together were `made` should be made anew.
 * @param {number} made @param {number} now
 */
export const aged = (made, now) => !(made && made <= GROWTH * now && now <= GROWTH * made);

/**
 * The terms whose postings find the row's candidates: the rarest first, together at most `most` postings or one.
 * @param {Vector} row @param {{get: (term: string) => number | undefined}} df
 */
export function wanted(row, df, most = POSTINGS) {
  const known = [...row.gains.keys()].map((term) => ({term, papers: df.get(term) ?? 0})).filter(({papers}) => papers > 0);
  known.sort((one, two) => one.papers - two.papers);
  const chosen = [];
  let read = 0;
  for (const {term, papers} of known) {
    if (chosen.length && read + papers > most) break;
    chosen.push(term);
    read += papers;
  }
  return chosen;
}

/**
 * What `terms` bring to each paper. `postings(term)` gives papers with what the term weighs there, TF[count].
 * @template Paper
 * @param {Vector} row @param {string[]} terms @param {(term: string) => Iterable<[Paper, number]>} postings
 * @returns {Map<Paper, number>}
 */
export function gather(row, terms, postings) {
  /** @type {Map<Paper, number>} */
  const sums = new Map();
  for (const term of terms) {
    const gain = row.gains.get(term) ?? 0;
    for (const [paper, weight] of postings(term)) sums.set(paper, (sums.get(paper) ?? 0) + gain * weight);
  }
  return sums;
}

/**
 * The `keep` papers with the largest sums for their norms, the closest first.
 * @template Paper
 * @param {Map<Paper, number>} sums @param {(paper: Paper) => number} normOf @returns {Paper[]}
 */
export function closest(sums, normOf, keep = CANDIDATES) {
  const close = [...sums].map(([paper, sum]) => ({paper, value: sum / normOf(paper)}));
  return close.sort((one, two) => two.value - one.value).slice(0, keep).map(({paper}) => paper);
}

/**
 * How close the paper with these counts and this norm is to the row: 0 to 1, in millionths.
 * @param {Vector} row @param {{get: (term: string) => number | undefined}} counts @param {number} length
 */
export function score(row, counts, length) {
  let total = 0;
  for (const [term, gain] of row.gains) total += gain * TF[counts.get(term) ?? 0];
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
    /** @type {Map<string, {length: number, made: number}>} */
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
      if (papers) papers.set(id, TF[times]);
      else this.postings.set(term, new Map([[id, TF[times]]]));
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
    const sums = gather(row, wanted(row, this.df), (term) => this.postings.get(term) ?? new Map());
    return closest(sums, normOf, Math.max(CANDIDATES, limit) + exclude.size)
      .filter((id) => !exclude.has(id))
      .map((id) => ({id, score: score(row, this.papers.get(id) ?? new Map(), normOf(id))}))
      .sort((one, two) => two.score - one.score)
      .slice(0, limit);
  }

  /** @param {string} id @param {Rarity} weigh */
  normOf(id, weigh) {
    const now = this.papers.size + this.seen.rows;
    const known = this.norms.get(id);
    if (known && !aged(known.made, now)) return known.length;
    const length = norm(this.papers.get(id) ?? new Map(), weigh);
    this.norms.set(id, {length, made: now});
    return length;
  }
}
