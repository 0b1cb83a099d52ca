// Tags that suggest themselves, as chips: in the card of a row and in the popup.

import {fill, h} from "./dom.js";

/** @typedef {{name: string, mine: boolean}} Suggestion */
/** `whole`: false while papers are taken in that may have more to say; ask again then. @typedef {{tags: Suggestion[], whole: boolean}} Suggested */

const TIMES = 20; // asked at most: each answer waits some seconds for what is taken in

/**
 * @param {() => Promise<Suggested>} suggest
 * @param {(name: string) => void} add
 * @param {string} [none] what is said where nothing is suggested; without it nothing is shown then
 */
export function createSuggestions(suggest, add, none = "") {
  const element = h("div", {class: "suggested", role: "group", "aria-label": "Suggested tags", hidden: true});
  /** @param {Suggestion} suggestion */
  const chip = ({name, mine}) =>
    h("button", {class: "chip", type: "button", "aria-label": `Add tag ${name}${mine ? "" : ", a keyword from the page"}`, onclick: () => add(name)},
      "+ ", h("bdi", {}, name), !mine && h("span", {class: "hint"}, " from the page"));
  let last = 0;
  let shown = "";
  /** Chips that are as they were stay: one replaced while it is pressed hears no click. @param {Suggested} found */
  function show({tags, whole}) {
    const said = !tags.length ? (whole ? none : "Looking through your papers…") : tags.some(({mine}) => mine) ? "From your tagging" : "Suggested";
    if (shown === (shown = JSON.stringify([said, tags]))) return;
    const held = element.contains(/** @type {ShadowRoot | Document} */ (element.getRootNode()).activeElement);
    element.hidden = !tags.length && !none;
    fill(element, h("span", {class: "hint"}, said), ...tags.map(chip));
    if (held) element.querySelector("button")?.focus();
  }
  /** Resolves with the first answer; if that is not the last word, it is asked for again as long as the chips are in the page. */
  async function renew(/** @type {number} */ times = TIMES) {
    const now = ++last;
    const found = await suggest().catch(() => ({tags: [], whole: true}));
    if (now !== last) return;
    show(found);
    if (!found.whole && times > 1 && element.isConnected) void renew(times - 1);
  }
  return {element, renew: () => renew()};
}
