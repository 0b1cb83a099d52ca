// The terms of a text, folded so that spellings meet: the same answers as core/terms.py.

import {emptyPair, STOP} from "./stopwords.js";

const SHORTEST = 2; // characters of a term
const LONGEST = 40;
const MOST_WORDS = 3000; // read of one field: a reader's note or an abstract is far below, a pasted paper is not
const TITLE = 3; // a word of the title counts as three of the abstract
const MOST = 255; // a term counts at most so much: a byte holds it

/** What a term weighs that counts so much: the second mention says less than the first. */
export const TF = Float64Array.from({length: MOST + 1}, (_, times) => (times ? 1 + Math.log(times) : 0));

// The character classes are written out, because `\w` and `\p{L}` mean other characters in other languages.
// Thai, Lao, Burmese, Khmer, Chinese, Japanese, Korean: no spaces, or endings grown onto every word.
const UNSPACED =
  "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u1100-\\u11ff\\u3005-\\u3007\\u3040-\\u30fa\\u30fc-\\u30ff\\u3400-\\u4dbf" +
  "\\u4e00-\\u9fff\\uac00-\\ud7a3\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{3ffff}";
// Letters, marks and digits of everything else; \u00ad, \u200c and \u200d stand inside words and are folded away.
const SPACED =
  "0-9A-Za-z\\u00aa\\u00ad\\u00b2\\u00b3\\u00b5\\u00b9\\u00ba\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02c1\\u0300-\\u0373\\u0376-\\u037d" +
  "\\u037f-\\u0386\\u0388-\\u0481\\u0483-\\u0556\\u0561-\\u0587\\u0591-\\u05bd\\u05bf-\\u05f2\\u0610-\\u061a\\u0620-\\u0669" +
  "\\u066e-\\u06d3\\u06d5-\\u06ff\\u0710-\\u0963\\u0966-\\u0dff\\u0f18-\\u0fbc\\u10a0-\\u10ff\\u1200-\\u1360\\u1369-\\u177f" +
  "\\u1800-\\u1fff\\u200c\\u200d\\u2070-\\u209c\\u2100-\\u214f\\u2c00-\\u2dff\\ua000-\\uabff\\ufb00-\\ufd3d\\ufd50-\\ufdff" +
  "\\ufe70-\\ufefc\\uff10-\\uff19\\uff21-\\uff3a\\uff41-\\uff5a\\u{10000}-\\u{1efff}";
// `G\"odel` and `Schr{\"o}dinger` are one word, `\alpha` is none.
const ACCENT = "\\{?\\\\[\"'`^~=.]\\{?[A-Za-z]\\}?\\}?";
const WORD = new RegExp(`\\\\[A-Za-z]+|([${UNSPACED}]+)|((?:[${SPACED}]|${ACCENT})+)`, "gu");
/** Letters of a word that ends where they do, before a place and behind it: in other scripts a word ends nowhere. */
export const [LETTER_BEFORE, LETTER_BEHIND] = [new RegExp(`[${SPACED}]$`, "u"), new RegExp(`^[${SPACED}]`, "u")];
const TEX = /[\\"'`^~=.{}]/g;
const FOLDED_AWAY = /[\u0300-\u036f\u05b0-\u05c7\u0640\u064b-\u065f\u0670\u00ad\u200c\u200d\u2044]/g;
// eslint-disable-next-line no-control-regex
const PLAIN = /^[\u0000-\u007f]*$/;

/**
 * A term where it stands: `text.slice(start, end)` is how it was written; `term` is empty for a word that says nothing.
 * @typedef {{term: string, start: number, end: number}} Word
 */

/**
 * The words of a text in order, stop words with an empty term; characters of an unspaced script in pairs.
 * @param {string} text @returns {Word[]}
 */
export function words(text) {
  const found = [];
  for (const word of scan(text)) {
    found.push(word);
    if (found.length === MOST_WORDS) break;
  }
  return found;
}

/** @param {string} text @returns {Generator<Word>} */
function* scan(text) {
  for (const match of text.matchAll(WORD)) {
    const start = match.index ?? 0;
    if (match[1]) {
      yield* pairs(match[1], start);
    } else {
      const term = match[2] ? fold(match[2]) : "";
      yield {term: fit(term) ? term : "", start, end: start + match[0].length};
    }
  }
}

/** @param {string} term */
function fit(term) {
  const length = PLAIN.test(term) ? term.length : [...term].length;
  return length >= SHORTEST && length <= LONGEST && !STOP.has(term);
}

/** @param {string} run @param {number} start @returns {Generator<Word>} */
function* pairs(run, start) {
  const letters = [...run];
  let place = start;
  for (let at = 0; at < Math.max(1, letters.length - 1); at += 1) {
    const pair = letters.slice(at, at + 2).join("");
    const term = pair.normalize("NFKC");
    yield {term: emptyPair(term) ? "" : term, start: place, end: place + pair.length};
    place += letters[at].length;
  }
}

/** The word in small letters, without accents, vowel points, LaTeX's accents, or the typesetter's. @param {string} word */
export function fold(word) {
  const bare = word.includes("\\") ? word.replace(TEX, "") : word;
  if (PLAIN.test(bare)) return bare.toLowerCase();
  return bare.normalize("NFKD").toLowerCase().replace(FOLDED_AWAY, "").normalize("NFC").replaceAll("ς", "σ");
}

/**
 * How much each term of a paper counts, in the order of first appearance; `tags` are joined by spaces. Two neighbouring
 * words of a title are one more term, such as `graph neural`: titles that share it are close.
 * @param {string} title @param {string} [abstract] @param {string} [tags] @param {string} [note]
 * @returns {Map<string, number>}
 */
export function count(title, abstract = "", tags = "", note = "") {
  /** @type {Map<string, number>} */
  const counts = new Map();
  /** @param {string} term @param {number} times */
  const add = (term, times) => counts.set(term, Math.min(MOST, (counts.get(term) ?? 0) + times));
  let before = "";
  for (const {term} of words(title)) {
    if (term) add(term, TITLE);
    if (term && before) add(`${before} ${term}`, 1);
    before = term;
  }
  for (const text of [abstract, tags, note]) {
    for (const {term} of words(text)) if (term) add(term, 1);
  }
  return counts;
}

/** Every word of a name folded, stop words too: `Graph_Theory` gives `["graph", "theory"]`. @param {string} text */
export const spelled = (text) => words(text).map(({start, end}) => fold(text.slice(start, end)));
