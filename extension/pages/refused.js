// The edits that the server refused: what, on which paper, why, with the words that were typed, so that none is lost.

import {ask} from "../ask.js";
import {fill, h} from "../lib/dom.js";
import {ago, editWords, typedIn} from "./words.js";

/** @typedef {{mid: string, mutation: any, code: string, message: string, at: number, title: string, tag?: string}} Refusal */
/** @typedef {{state: (state: any) => void, done: (words: string, undo: any) => void}} Heard */

/**
 * Shows the list in a section, which is hidden when there is nothing to say.
 * @param {HTMLElement} section with a `ul`
 * @param {Heard} heard what became of them: the new state, what was done and what undoes it
 * @param {number} [most] of them; a link leads to the others
 */
export async function showRefused(section, heard, most = Infinity) {
  const edits = /** @type {Refusal[]} */ (await ask("refused.list").catch(() => []));
  section.hidden = !edits.length;
  fill(/** @type {Element} */ (section.querySelector("ul")), ...edits.slice(0, most).map((edit) => item(edit, heard)),
    edits.length > most && h("li", {}, h("a", {href: "options.html#refused", target: "_blank"}, `${edits.length - most} more`)));
}

/** @param {Refusal} edit @param {Heard} heard */
function item(edit, heard) {
  const {mid, title, message, at, mutation} = edit;
  const [what, typed] = [editWords(edit), typedIn(mutation)];
  /** @param {string} kind @param {string} words */
  const act = (kind, words) => async () => {
    const {undo = null, ...state} = await ask(kind, {mid});
    heard.state(state);
    heard.done(words, undo);
  };
  const field = typed && h("textarea", {readonly: true, rows: String(Math.min(6, typed.split("\n").length)), dir: "auto", "aria-label": `What was typed: ${what}`}, typed);
  const name = title || "A paper that is not here";
  return h("li", {class: "refused"},
    h("strong", {dir: "auto"}, name), h("span", {}, `${what}, ${ago(at)}`), h("p", {class: "bad"}, message), field,
    h("div", {class: "row"},
      button("Send again", `${what} of ${name}`, act("refused.resend", "Sent again")),
      field && button("Copy the words", `${what} of ${name}`, () => copy(field, heard)),
      button("Give up", `${what} of ${name}`, act("refused.drop", "Given up"))));
}

/** @param {string} word @param {string} about @param {() => unknown} act */
const button = (word, about, act) => h("button", {type: "button", "aria-label": `${word}: ${about}`, onclick: () => void act()}, word);

/** @param {HTMLTextAreaElement} field @param {Heard} heard */
async function copy(field, heard) {
  field.select(); // where the browser does not let us, one key is left to press
  const copied = await navigator.clipboard.writeText(field.value).then(() => true, () => false);
  heard.done(copied ? "Copied" : "Selected: copy it with the keyboard", null);
}
