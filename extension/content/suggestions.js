// Tags that suggest themselves in the card: out of the reader's own tagging, or keywords of the page and then marked so.

import {ask} from "../ask.js";
import {createSuggestions} from "../lib/suggested.js";

const WORDS = "meta[name='citation_keywords' i], meta[name='citation_keyword' i], meta[name='keywords' i], meta[name='dc.subject' i]";
const MOST = 50;

/** What a page says its one paper is about. @param {Document} document @returns {string[]} */
function keywordsOf(document) {
  const said = [...document.querySelectorAll(WORDS)].flatMap((meta) => (/** @type {HTMLMetaElement} */ (meta).content.slice(0, 2000).split(/[,;]/)));
  return [...new Set(said.map((word) => word.trim()).filter((word) => word && word.length <= 100))].slice(0, MOST);
}

/**
 * The chips of a bookmark.
 * @param {string} bookmark
 * @param {Document | null} page whose one paper it is, if there is one
 */
export const suggestions = (bookmark, page) => (/** @type {(name: string) => void} */ add) =>
  createSuggestions(() => ask("tags.suggest", {bookmark, keywords: page ? keywordsOf(page) : []}), add);
