// The tags in the card: labels to remove, and a field that completes from my own tags.

import {fill, h} from "../lib/dom.js";
import {icon} from "../lib/icons.js";
import {createCombo} from "./combo.js";

/** @typedef {Record<"add" | "remove", (name: string) => Promise<unknown>> & {complete(prefix: string): Promise<{name: string, count: number}[]>}} Acts */

/** @param {import("./types.js").View} first @param {Acts} acts */
export function createTags(first, acts) {
  let names = first.tags;
  let renew = () => {};
  const labels = h("span", {class: "labels", role: "list", "aria-label": "Tags"});
  const list = h("ul", {id: "completions", role: "listbox", "aria-label": "My tags", hidden: true});
  const field = h("input", {
    id: "tag", type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": "completions", "aria-autocomplete": "list",
    autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: "100", dir: "auto", placeholder: "Add a tag",
  });
  const combo = createCombo(field, list);

  /** @param {string} name */
  const add = (name) => {
    const tag = name.trim().replace(/\s+/g, " ");
    field.value = "";
    combo.close();
    if (!tag || names.some((known) => known.toLowerCase() === tag.toLowerCase())) return;
    void acts.add(tag).then((added) => added ?? (field.value ||= tag)); // what failed need not be typed again
  };
  /** @param {string} name */
  const remove = (name) => {
    field.focus();
    void acts.remove(name);
  };

  field.addEventListener("input", async () => {
    const typed = field.value;
    if (typed.includes(",")) return typed.split(",").forEach(add);
    const found = typed.trim() ? await acts.complete(typed.trim()).catch(() => []) : [];
    if (field.value === typed) combo.offer(found.filter(({name}) => !names.includes(name)));
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") add(combo.chosen() ?? field.value);
    else if (event.key === "Backspace" && !field.value && names.length) remove(names[names.length - 1]);
    else if (!combo.key(event)) return;
    event.preventDefault();
  });
  field.addEventListener("blur", () => combo.close());
  list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus in the field
  list.addEventListener("click", ({target}) => {
    const name = /** @type {HTMLElement} */ (target).closest("li")?.dataset.name;
    if (name) add(name);
  });

  const element = h("section", {}, h("div", {class: "head"}, h("label", {for: "tag"}, "Tags")), h("div", {class: "box"}, labels, field, list));
  /** @param {import("./types.js").View} view */
  const update = (view) => {
    if (view.tags.join() !== names.join()) renew();
    names = view.tags;
    fill(labels, ...names.map((name) => label(name, remove)));
  };
  /** Suggestions below the field, made anew when the tags change. @param {(add: (name: string) => void) => {element: Element, renew: () => void}} make */
  const suggest = (make) => {
    const made = make(add);
    element.append(made.element);
    renew = made.renew;
    renew();
  };
  update(first);
  return {element, update, suggest};
}

/** @param {string} name @param {(name: string) => void} remove */
function label(name, remove) {
  return h("span", {class: "label", role: "listitem"}, h("bdi", {}, name),
    h("button", {type: "button", "aria-label": `Remove tag ${name}`, onclick: () => remove(name)}, icon("close")));
}
