// Tags that suggest themselves, as chips: in the card of a row and in the popup.

import {fill, h} from "./dom.js";

/** @typedef {{name: string, mine: boolean}} Suggestion */

/**
 * @param {() => Promise<Suggestion[]>} suggest
 * @param {(name: string) => void} add
 * @param {string} [none] what is said where nothing is suggested; without it nothing is shown then
 */
export function createSuggestions(suggest, add, none = "") {
  const element = h("div", {class: "suggested", role: "group", "aria-label": "Suggested tags", hidden: true});
  /** @param {Suggestion} suggestion */
  const chip = ({name, mine}) =>
    h("button", {class: "chip", type: "button", "aria-label": `Add tag ${name}${mine ? "" : ", a keyword from the page"}`, onclick: () => add(name)},
      "+ ", h("bdi", {}, name), !mine && h("span", {class: "hint"}, " from the page"));
  async function renew() {
    const found = await suggest().catch(() => []);
    const held = element.contains(/** @type {ShadowRoot | Document} */ (element.getRootNode()).activeElement);
    element.hidden = !found.length && !none;
    fill(element, h("span", {class: "hint"}, !found.length ? none : found.some(({mine}) => mine) ? "From your tagging" : "Suggested"), ...found.map(chip));
    if (held) element.querySelector("button")?.focus();
  }
  return {element, renew};
}
