// The note in the card: Markdown text that saves itself, and what other devices wrote over the same words.

import {h} from "../lib/dom.js";
import {createAutosave} from "./autosave.js";

const WORDS = {saving: "Saving…", saved: "Saved", failed: ""};

/** @import {Copy, View} from "./types.js" */
/**
 * @typedef {object} Acts
 * @property {(base: string, text: string, before: string, copy: string | null) => Promise<View | null>} save null when it did
 *   not work; `before` is the text as the author found it, `copy` the version merged with it
 * @property {(body: {copy: string, base_text?: string, text?: string}, done: string) => Promise<unknown>} resolve
 * @property {() => string} trouble why it did not work
 */

/** @param {View} view @param {Acts} acts */
export function createNote(view, acts) {
  const field = h("textarea", {id: "note", dir: "auto", rows: "3", placeholder: "Write a note. It saves itself."});
  const state = h("span", {class: "hint", role: "status"});
  const element = h("section", {}, h("div", {class: "head"}, h("label", {for: "note"}, "Note"), state), field);
  field.value = view.note;
  let [before, typed] = [view.note, view.note]; // who fills the field types nothing
  /** Keeps the caret. @param {string} text */
  const put = (text) => {
    const {selectionStart, selectionEnd} = field;
    field.value = typed = text;
    field.setSelectionRange(selectionStart, selectionEnd);
  };
  /** @type {string | null} the copy whose words are in the field, until both are saved */
  let merging = null;
  const auto = createAutosave({
    seen: view.note,
    read: () => typed,
    write: (text) => put((before = text)), // undo leaves what others wrote
    say: (word) => (state.textContent = WORDS[word] || acts.trouble()),
    async send(base, text) {
      const copy = merging;
      const answer = await acts.save(base, text, before, copy);
      if (!answer) throw new Error("not saved");
      if (merging === copy) merging = null;
      return answer.note;
    },
  });
  field.addEventListener("focus", () => (before = merging ? before : typed));
  field.addEventListener("input", () => {
    typed = field.value;
    state.textContent = "";
    if (!merging) auto.typed(); // a merge is one edit, saved when its author says or leaves
  });
  field.addEventListener("blur", () => void (merging || auto.flush()));

  const versions = {
    merging: () => merging,
    flush: auto.flush,
    async save() {
      const copy = merging;
      if (!(await auto.flush()) || !copy || merging !== copy) return;
      merging = null; // its words were all taken out again
      await acts.resolve({copy}, "Version discarded");
    },
    resolve: acts.resolve,
    note: () => typed,
    /** @param {Copy} copy */
    merge({id, text}) {
      before = typed;
      merging = id;
      put(`${typed.trimEnd()}\n\n${text}`.trimStart());
      state.textContent = "Both versions are here: edit, then save";
      field.focus();
    },
    cancel() {
      merging = null;
      put(before);
      state.textContent = "";
      field.focus();
    },
    done: () => field.focus(),
  };
  /** @type {Promise<import("./types.js").Part> | null} loaded with the first */
  let copies = null;
  /** @param {View} view */
  const update = (view) => {
    auto.arrived(view.note);
    if (!copies && !view.note_copies?.length) return;
    copies ??= import("./copies.js").then(({createCopies}) => {
      const part = createCopies(versions);
      element.append(part.element);
      return part;
    });
    void copies.then((part) => part.update(view));
  };
  update(view);
  return {element, update, flush: auto.flush, farewell: auto.farewell};
}
