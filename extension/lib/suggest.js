// Tags for a paper out of the reader's own tagging; the same answers as core/suggest.py, which has the reasons.
import {STOP} from "./stopwords.js";
import {spelled} from "./terms.js";

export const NEIGHBOURS = 40; // bookmarks that vote
const FAINT = 0.05; // a bookmark that is less close has no vote
const NAMED = 0.05; // what a name in the text is worth, beside the votes of all neighbours: 1 together
const AGREED = 1.5; // by which a tag's votes count more where the text names it too
const LONGEST = 4; // words of a tag's name that are looked for in a text

/**
 * `mine` is false for a keyword of the page that is no tag of the reader's yet.
 * @typedef {{name: string, score: number, mine: boolean}} Suggestion
 * Tags and score of a bookmark close to the paper.
 * @typedef {{tags: string[], score: number}} Neighbour
 * The reader's tags by their folded names.
 * @typedef {Map<string, string[]>} Names
 */

/** What a name is compared by: `Graph_Theory` and `graph-theory` are `graph theory`. @param {string} name */
export const folded = (name) => spelled(name).join(" ");

/** Made once of the reader's tags, asked for each text. Names that say nothing are left out. @param {Iterable<string>} tags */
export function names(tags) {
  /** @type {Names} */
  const found = new Map();
  for (const tag of tags) {
    const name = folded(tag);
    if (!name || name.split(" ").every((word) => STOP.has(word))) continue;
    const alike = found.get(name);
    if (alike) alike.push(tag);
    else found.set(name, [tag]);
  }
  return found;
}

/** The tags of `known` whose name stands in the text, in the order they stand there. @param {string} text @param {Names} known */
export function named(text, known) {
  const said = spelled(text);
  /** @type {Set<string>} */
  const found = new Set();
  for (let start = 0; start < said.length; start += 1) {
    for (let end = start + 1; end <= Math.min(start + LONGEST, said.length); end += 1) {
      for (const tag of known.get(said.slice(start, end).join(" ")) ?? []) found.add(tag);
    }
  }
  return [...found];
}

/**
 * Up to `limit` tags for a paper, best first.
 * @param {string} text  title and abstract
 * @param {Neighbour[]} neighbours  best first; at most NEIGHBOURS are heard
 * @param {Names} known
 * @param {string[]} [keywords]  what the page itself gives as keywords
 * @returns {Suggestion[]}
 */
export function suggest(text, neighbours, known, keywords = [], limit = 5) {
  const scores = votes(neighbours.slice(0, NEIGHBOURS));
  for (const tag of named([text, ...keywords].join("\n"), known)) {
    scores.set(tag, (scores.get(tag) ?? 0) * AGREED + NAMED);
  }
  const mine = [...scores].map(([name, score]) => ({name, score, mine: true}));
  return [...mine, ...foreign(text, keywords, known)]
    .sort((one, two) => two.score - one.score || Number(two.mine) - Number(one.mine))
    .slice(0, limit);
}

/** @param {Neighbour[]} neighbours @returns {Map<string, number>} */
function votes(neighbours) {
  const heard = neighbours.filter(({score}) => score >= FAINT);
  let total = 0;
  for (const {score} of heard) total += score * score;
  const found = new Map();
  for (const {tags, score} of heard) {
    for (const tag of new Set(tags)) found.set(tag, (found.get(tag) ?? 0) + (score * score) / total);
  }
  return found;
}

/** The page's keywords that stand in its text and are none of the reader's tags. @param {string} text @param {string[]} keywords @param {Names} known */
function foreign(text, keywords, known) {
  const fresh = new Map(keywords.map((word) => [folded(word), word]));
  /** @type {Names} */
  const wanted = new Map();
  for (const name of fresh.keys()) if (!known.has(name)) wanted.set(name, [name]);
  return named(text, wanted).map((name) => ({name: fresh.get(name) ?? name, score: NAMED, mine: false}));
}
