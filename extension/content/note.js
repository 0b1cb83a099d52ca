// The note in the card: Markdown text that saves itself.

import {h} from "../lib/dom.js";
import {createAutosave} from "./autosave.js";

const WORDS = {saving: "Saving…", saved: "Saved", failed: "Not saved"};

/**
 * @param {import("./types.js").View} view
 * @param {(base: string, text: string, before: string) => Promise<import("./types.js").View | null>} send null when it did
 *   not work; `before` is the text as the author found it
 * @param {(copy: string) => Promise<unknown>} resolve drops a copy that another device wrote
 */
export function createNote(view, send, resolve) {
  const field = h("textarea", {id: "note", dir: "auto", rows: "3", placeholder: "Write a note. It saves itself."});
  const state = h("span", {class: "hint"});
  const copies = h("div", {});
  field.value = view.note;
  let before = view.note;
  field.addEventListener("focus", () => (before = field.value));
  const auto = createAutosave({
    seen: view.note,
    read: () => field.value,
    write: (text) => replace(field, text),
    say: (word) => (state.textContent = WORDS[word]),
    async send(base, text) {
      const answer = await send(base, text, before);
      if (!answer) throw new Error("not saved");
      return answer.note;
    },
  });
  field.addEventListener("input", () => {
    state.textContent = "";
    auto.typed();
  });
  field.addEventListener("blur", () => void auto.flush());
  const element = h("section", {}, h("div", {class: "head"}, h("label", {for: "note"}, "Note"), state), field, copies);
  /** @param {{id: string, text: string}} other its words go into the note before it is dropped */
  const take = async ({id, text}) => {
    replace(field, `${field.value.trimEnd()}\n\n${text}`.trimStart());
    if (await auto.flush()) await resolve(id);
  };
  /** @param {import("./types.js").View} view */
  const update = (view) => {
    auto.arrived(view.note);
    copies.replaceChildren(...(view.note_copies ?? []).map((one) => copy(one, take, resolve)));
  };
  update(view);
  return {element, update, flush: auto.flush, farewell: auto.farewell};
}

/**
 * Puts a text in without moving the caret further than needed.
 * @param {HTMLTextAreaElement} field
 * @param {string} text
 */
function replace(field, text) {
  const {selectionStart, selectionEnd} = field;
  field.value = text;
  field.setSelectionRange(selectionStart, selectionEnd);
}

/**
 * What another device wrote over the same words at the same time.
 * @param {{id: string, text: string}} other
 * @param {(other: {id: string, text: string}) => unknown} take
 * @param {(copy: string) => unknown} drop
 */
function copy(other, take, drop) {
  return h("div", {class: "copy"}, h("strong", {}, "Another device wrote this at the same time"), h("p", {dir: "auto"}, other.text),
    h("button", {class: "push", type: "button", onclick: () => void take(other)}, "Add to my note"), " ",
    h("button", {class: "quiet", type: "button", onclick: () => void drop(other.id)}, "Drop"));
}
