// The note in the card: Markdown text that saves itself.

import {h} from "../lib/dom.js";
import {createAutosave} from "./autosave.js";

const WORDS = {saving: "Saving…", saved: "Saved", failed: "Not saved"};

/**
 * @param {import("./row.js").View} view
 * @param {(base: string, text: string) => Promise<import("./row.js").View | null>} send null when it did not work
 */
export function createNote(view, send) {
  const field = h("textarea", {id: "note", dir: "auto", rows: "3", placeholder: "Write a note. It saves itself."});
  const state = h("span", {class: "hint"});
  const copies = h("div", {});
  field.value = view.note;
  const auto = createAutosave({
    seen: view.note,
    read: () => field.value,
    write: (text) => replace(field, text),
    say: (word) => (state.textContent = WORDS[word]),
    async send(base, text) {
      const answer = await send(base, text);
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
  /** @param {import("./row.js").View} view */
  const update = (view) => {
    auto.arrived(view.note);
    copies.replaceChildren(...(view.note_copies ?? []).map(copy));
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

/** @param {{text: string}} other what another device wrote at the same time */
function copy({text}) {
  return h("details", {class: "copy"}, h("summary", {}, "Another device wrote this at the same time"), h("p", {dir: "auto"}, text));
}
