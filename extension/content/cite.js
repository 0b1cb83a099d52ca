// A citation out of the card: BibTeX, made here, without asking the server. Loaded when it is asked for.

import {fill, h} from "../lib/dom.js";
import {bibtex, citeKey} from "../lib/cite.js";
import {say} from "./voice.js";
import {ask} from "../ask.js";

/**
 * Copies it and says so; where the page lets nothing be copied, shows it to be copied by hand.
 * @param {import("./types.js").View} view
 * @param {Element} place where the card says what was done
 */
export async function cite(view, place) {
  const paper = /** @type {any} */ (view);
  const {key: told, trouble} = await ask("bookmark.cite", {bookmark: view.id}).catch((error) => ({trouble: error.message}));
  if (trouble) return fill(place, h("span", {class: "bad"}, trouble));
  const key = told ?? citeKey(paper);
  const text = bibtex(paper, key);
  const copied = await navigator.clipboard.writeText(text).then(() => true, () => false);
  const words = copied ? `BibTeX copied: ${key}` : "This page allows no copying: copy it from here.";
  say(words);
  if (copied) return fill(place, h("span", {class: "hint"}, words));
  const field = h("textarea", {readonly: true, "aria-label": "BibTeX", rows: "4"}, text);
  fill(place, h("span", {class: "hint"}, words), field);
  field.select();
}
