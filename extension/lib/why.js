// Why a row relates to a bookmark, in the reader's terms; the same answers as core/why.py.
//
// Every reason is true: a word is in both texts as it is shown, but for its capitals; a tag is the bookmark's and stands
// on the row; the sentence is the note's own.
import {folded, named, names} from "./suggest.js";
import {count, LETTER_BEFORE, LETTER_BEHIND, TF, words} from "./terms.js";

const WORDS = 3; // shown
const TELLING = 2.5; // a word that weighs less (rarity.js) is no reason: every fifth paper holds it
const RARE = 4; // one such word is enough to quote a note; of others it takes two
const LONGEST = 240; // characters of a quoted sentence
const BEFORE = 60; // characters kept before the first shared word of a sentence that is cut
const LOOKS = 50; // at places where a phrase may stand: texts that somebody made to have thousands take no longer

const SENTENCES = /(?<=[.!?]) +|(?<=[。！？])|[\n\r]+/;
const JOINTS = ["", " ", "-"];
const DECIMAL = /^[0-9]+$/;

/**
 * `words` as the row writes them, the most telling first; `note` is a sentence of the note, or empty.
 * @typedef {{words: string[], tags: string[], note: string}} Why
 * @typedef {{title: string, abstract?: string, tags?: string[], note?: string}} Paper
 * @typedef {(term: string) => number} Weigh
 */

/**
 * The reasons for which a row relates to a bookmark.
 * @param {Paper} row @param {Paper} bookmark @param {Weigh} weigh  how much a term says (rarity.js) @returns {Why}
 */
export function why(row, bookmark, weigh) {
  const [ours, theirs] = [row, bookmark].map(({title, abstract}) => count(title, abstract ?? ""));
  const value = (/** @type {string} */ term) =>
    TF[ours.get(term) ?? 0] * TF[theirs.get(term) ?? 0] * weigh(term) * weigh(term);
  const terms = [...ours.keys()].filter((term) => !term.includes(" ") && weigh(term) >= TELLING && !DECIMAL.test(term));
  const telling = new Set(terms);
  const here = textOf(row);
  return {
    words: shared(here, textOf(bookmark), telling, value),
    tags: tagsOf(here, row.tags ?? [], bookmark.tags ?? []),
    note: sentenceOf(bookmark.note ?? "", telling, weigh),
  };
}

/**
 * The words and phrases of `here` that `there` has too, letter for letter but for capitals, the best first.
 * @param {string} here @param {string} there @param {Set<string>} telling @param {Weigh} value
 */
export function shared(here, there, telling, value) {
  /** @type {Map<string, {worth: number, phrase: string}>} */
  const values = new Map();
  for (const {phrase, terms} of phrases(here, there, telling)) {
    let worth = 0;
    for (const term of new Set(terms)) worth += value(term);
    const low = phrase.toLowerCase();
    if (worth > (values.get(low)?.worth ?? 0)) values.set(low, {worth, phrase});
  }
  /** @type {string[]} */
  const chosen = [];
  for (const [low, {phrase}] of [...values].sort((one, two) => two[1].worth - one[1].worth)) {
    if (!chosen.some((one) => one.toLowerCase().includes(low))) chosen.push(phrase);
  }
  return chosen.slice(0, WORDS);
}

/**
 * The longest runs of shared words, each with its terms.
 * @param {string} here @param {string} there @param {Set<string>} telling
 */
function* phrases(here, there, telling) {
  const low = there.toLowerCase();
  const known = new Set(words(there).map(({term, start, end}) => `${term} ${there.slice(start, end).toLowerCase()}`));
  /** @type {import("./terms.js").Word[]} */
  let run = [];
  const made = () => ({phrase: here.slice(run[0].start, run[run.length - 1].end), terms: run.map(({term}) => term)});
  for (const word of words(here)) {
    const {term, start, end} = word;
    const fits = telling.has(term) && known.has(`${term} ${here.slice(start, end).toLowerCase()}`);
    if (run.length && !(fits && joins(run, word, here, low))) {
      yield made();
      run = [];
    }
    if (fits) run.push(word);
  }
  if (run.length) yield made();
}

/**
 * @param {import("./terms.js").Word[]} run @param {import("./terms.js").Word} word
 * @param {string} here @param {string} there
 */
function joins(run, word, here, there) {
  const {end} = run[run.length - 1];
  const near = word.start < end || JOINTS.includes(here.slice(end, word.start));
  return near && holds(there, here.slice(run[0].start, word.end).toLowerCase());
}

/** Whether the phrase stands there in whole words: `long context` is none of `long contexts`. @param {string} text @param {string} phrase */
function holds(text, phrase) {
  const [begins, ends] = [LETTER_BEHIND.test(phrase), LETTER_BEFORE.test(phrase)];
  for (let [at, looks] = [text.indexOf(phrase), 0]; at >= 0 && looks < LOOKS; at = text.indexOf(phrase, at + 1), looks += 1) {
    const end = at + phrase.length;
    const before = begins && LETTER_BEFORE.test(text.slice(Math.max(0, at - 2), at)); // two: a letter may be a pair
    if (!before && !(ends && LETTER_BEHIND.test(text.slice(end, end + 2)))) return true;
  }
  return false;
}

/** The bookmark's tags that the row carries too, or names in its text. @param {string} here @param {string[]} given @param {string[]} tags */
function tagsOf(here, given, tags) {
  const mine = names(tags);
  const carried = given.flatMap((name) => mine.get(folded(name)) ?? []);
  return [...new Set([...carried, ...named(here, mine)])];
}

/** The sentence of the note that shares most with the row. @param {string} note @param {Set<string>} telling @param {Weigh} weigh */
function sentenceOf(note, telling, weigh) {
  let best = 0;
  let quoted = "";
  for (const sentence of note.split(SENTENCES)) {
    const found = words(sentence).filter(({term}) => telling.has(term));
    const terms = new Set(found.map(({term}) => term));
    let weight = 0;
    for (const term of terms) weight += weigh(term);
    if ((terms.size > 1 || weight >= RARE) && weight > best) {
      best = weight;
      quoted = cut(sentence, found[0].start);
    }
  }
  return quoted;
}

/**
 * The sentence without the marks of a list or a quote before it; of a long one the part around its first shared word.
 * @param {string} sentence @param {number} first
 */
function cut(sentence, first) {
  let kept = sentence;
  if (sentence.length > LONGEST) {
    let start = Math.max(0, first - BEFORE);
    if (start) {
      const space = sentence.indexOf(" ", start);
      start = space >= 0 && space < first ? space + 1 : first;
    }
    const piece = sentence.slice(start, start + LONGEST);
    const end = piece.lastIndexOf(" ");
    kept = end > first - start ? piece.slice(0, end) : piece;
  }
  return kept.replace(/^[->#* ]+| +$/g, "");
}

/** @param {Paper} paper */
const textOf = ({title, abstract}) => `${title}\n${abstract ?? ""}`;
