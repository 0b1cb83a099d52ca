// The papers that any page links to, from the addresses of its links alone.
import {identify} from "./keys.js";
import {clean} from "./text.js";
/** @import {Rules} from "./types.js" */

const MOST = 400; // papers, as many as are saved at once
const TITLE = 300; // characters
const WEB = /^https?:\/\//i;
// A link of such words alone says what it leads to, not which paper that is.
const PLAIN = new Set(("a an and at by cite code copy download free from full get here html in is it journal link more of on online open " +
  "original page paper papers pdf pre preprint print publisher read ref reference see site source text the this to version via view website").split(" "));
const KIND = [...PLAIN].join("|");
const MARKS = new RegExp(`^(?:\\[(?:[a-z]|${KIND})\\] ?)+|(?: ?\\[(?:${KIND})\\])+$`, "gi");
const QUOTED = /^(?:"[^"]*"|“[^“”]*”|«[^«»]*»)$/;

/** @typedef {{url: string, title: string}} Linked the address as the page has it, and the words of its link or "" */

/**
 * @param {unknown} links [address, text] of each, as a page sent them
 * @param {Rules} rules keys.json
 * @returns {Generator<void, Linked[]>} papers in the order of the page, each once; it pauses after each link, for many take long
 */
export function* linkedPapers(links, rules) {
  /** @type {Map<string, {url: string, texts: string[]}>} */
  const papers = new Map();
  /** @type {Map<string, Set<string>>} which papers a text stands for */
  const meant = new Map();
  for (const pair of Array.isArray(links) ? links : []) {
    yield;
    const [url, text] = Array.isArray(pair) ? pair : [];
    const key = typeof url === "string" && WEB.test(url) ? identify(url, rules)?.key : null;
    if (!key || (papers.size === MOST && !papers.has(key))) continue;
    const paper = papers.get(key) ?? {url, texts: /** @type {string[]} */ ([])};
    papers.set(key, paper);
    const said = unmarked(clean(typeof text === "string" ? text.slice(0, 4 * TITLE) : "", TITLE));
    paper.texts.push(said);
    if (!meant.has(said)) meant.set(said, new Set());
    meant.get(said)?.add(key);
  }
  const words = new Set([...PLAIN, ...Object.keys(rules.schemes)]);
  /** @param {string} text */
  const telling = (text) => meant.get(text)?.size === 1 && isTitle(text, words) && !identify(text, rules);
  return [...papers.values()].map(({url, texts}) => ({url, title: longest(texts.filter(telling))}));
}

/** Without the kind of file or post in brackets, such as [pdf] or [R], and without quotes around it all. @param {string} text */
function unmarked(text) {
  const bare = text.replace(MARKS, "").trim();
  return QUOTED.test(bare) ? bare.slice(1, -1).trim() : bare;
}

/** @param {string} text @param {Set<string>} plain words that tell nothing */
function isTitle(text, plain) {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return !WEB.test(text) && words.length > 1 && words.some((word) => /\p{L}{2}/u.test(word) && !plain.has(word));
}

/** @param {string[]} texts @returns {string} the first of the longest, or "" */
const longest = (texts) => texts.reduce((best, text) => (text.length > best.length ? text : best), "");
