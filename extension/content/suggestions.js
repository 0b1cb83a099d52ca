// Tags that suggest themselves in the card: out of the reader's own tagging, or keywords of the page and then marked so.

import {ask} from "../ask.js";
import {fill, h} from "../lib/dom.js";

const WORDS = "meta[name='citation_keywords' i], meta[name='citation_keyword' i], meta[name='keywords' i], meta[name='dc.subject' i]";
const MOST = 50;

/** @typedef {{name: string, mine: boolean}} Suggestion */

/** What a page says its one paper is about. @param {Document} document @returns {string[]} */
export function keywordsOf(document) {
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

/**
 * @param {() => Promise<Suggestion[]>} suggest
 * @param {(name: string) => void} add
 */
function createSuggestions(suggest, add) {
  const element = h("div", {class: "suggested", role: "group", "aria-label": "Suggested tags", hidden: true});
  /** @param {Suggestion} suggestion */
  const chip = ({name, mine}) =>
    h("button", {class: "chip", type: "button", "aria-label": `Add tag ${name}${mine ? "" : ", a keyword from the page"}`, onclick: () => add(name)},
      "+ ", h("bdi", {}, name), !mine && h("span", {class: "hint"}, " from the page"));
  async function renew() {
    const found = await suggest().catch(() => []);
    const held = element.contains(/** @type {ShadowRoot} */ (element.getRootNode()).activeElement);
    element.hidden = !found.length;
    fill(element, h("span", {class: "hint"}, found.some(({mine}) => mine) ? "From your tagging" : "Suggested"), ...found.map(chip));
    if (held) element.querySelector("button")?.focus();
  }
  return {element, renew: () => void renew()};
}
