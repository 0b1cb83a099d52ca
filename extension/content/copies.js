// The versions of a note that other devices wrote over the same words: keep one, merge, or discard. Loaded when there are any.

import {fill, h} from "../lib/dom.js";

/**
 * @typedef {import("./types.js").Copy} Copy
 * @typedef {import("./types.js").View} View
 */
/**
 * @typedef {object} Acts
 * @property {() => string | null} merging the copy whose words stand in the note's field, not yet saved
 * @property {() => string} note what stands in the field
 * @property {() => Promise<boolean>} flush saves the field
 * @property {() => Promise<void>} save saves it as the one version
 * @property {(body: {copy: string, base_text?: string, text?: string}, done: string) => Promise<unknown>} resolve
 * @property {(copy: Copy) => void} merge puts its words into the field
 * @property {() => void} cancel takes them out again
 * @property {() => void} done the focus goes on to the note
 */

/** @param {Acts} acts @returns {import("./types.js").Part} */
export function createCopies(acts) {
  const element = h("div", {class: "copies", role: "group"});
  /** @type {View | null} */
  let shown = null;
  const again = () => shown && update(shown);

  /** @param {() => unknown} act @returns {() => Promise<void>} */
  const after = (act) => async () => {
    await act();
    again();
    acts.done();
  };
  /** @param {Copy} copy */
  const keep = async ({id, text}) => {
    if (await acts.flush()) await acts.resolve({copy: id, base_text: acts.note(), text}, "This version kept");
  };
  const asItIs = async () => {
    for (const {id} of shown?.note_copies ?? []) await acts.resolve({copy: id}, "Note kept as it is");
  };

  /** @param {Copy} copy */
  const item = (copy) => {
    const from = `Written on ${copy.device}, ${when(copy.at)}`;
    const buttons = acts.merging() === copy.id
      ? [push("Save the merged note", after(acts.save)), push("Do not merge", after(acts.cancel))]
      : [
          push("Keep this", after(() => keep(copy))), push("Merge", after(() => acts.merge(copy))),
          push("Discard", after(() => acts.resolve({copy: copy.id}, "Version discarded"))),
        ];
    return h("div", {class: "copy", role: "group", "aria-label": from}, h("span", {class: "hint"}, from), h("p", {dir: "auto"}, copy.text || "(an empty note)"),
      h("div", {class: "acts"}, ...buttons));
  };

  /** @param {View} view */
  function update(view) {
    shown = view;
    const copies = view.note_copies ?? [];
    element.hidden = !copies.length;
    const words = `${copies.length + 1} versions of the note`;
    element.setAttribute("aria-label", words);
    fill(element, h("div", {class: "head"}, h("span", {}, words), !acts.merging() && push("Keep the note", after(asItIs))), ...copies.map(item));
  }
  return {element, update};
}

/** @param {string} word @param {() => unknown} act */
const push = (word, act) => h("button", {class: "push", type: "button", onclick: act}, word);

/** @param {number} at ms */
const when = (at) => new Intl.DateTimeFormat(undefined, {dateStyle: "medium", timeStyle: "short"}).format(at);
