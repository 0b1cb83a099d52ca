// What the paper in the card is to my other papers, and the form that says it. Loaded once a card stands.

import {ask} from "../ask.js";
import {fill, h, link} from "../lib/dom.js";
import {icon} from "../lib/icons.js";
import {createCombo} from "./combo.js";
import {pause} from "./pace.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {{relation: string, direction: "to" | "from", link: string, bookmark: string, title: string, url: string}} Relation */
/** @typedef {{bookmark: string, title: string, about: string}} Choice */

const AGAIN = 3000; // ms until what is found by then is asked for

/** Offered; anything may be typed. */
const WORDS = ["extends", "uses", "compare with", "contradicts", "same idea as", "survey of", "background for"];

/**
 * Puts the relations behind the links of a card, where they stand no longer.
 * @param {View} view
 * @param {{element: HTMLElement, show: (which?: (view: View) => View["links"]) => void}} links
 * @param {(kind: string, body: object, done: string) => Promise<unknown>} change
 */
export function relations(view, links, change) {
  const list = h("ul", {class: "linklist", "aria-label": "To my other papers", hidden: true});
  const typing = form((text) => ask("relations.find", {bookmark: view.id, text}), ({bookmark, title}, relation) =>
    change("relation.add", {other: bookmark, relation}, `${relation || "links to"} ${title}`));
  const looking = h("span", {class: "hint", hidden: true}, "still looking through them…");
  /** @type {Set<string | undefined>} links that are told here */
  let told = new Set();
  let known = "";

  /** @param {Relation[]} found */
  const show = (found) => {
    const held = list.contains(/** @type {ShadowRoot} */ (list.getRootNode()).activeElement);
    list.hidden = !found.length;
    fill(list, ...found.map((one) => item(one, (id) => change("link.remove", {link: id}, "Relation removed"))));
    if (held) typing.focus();
    told = new Set(found.filter(({direction}) => direction === "to").map((one) => one.link));
    links.show();
  };
  /** Shows those known so far, and the others as they are found. @param {string} asked */
  const find = async (asked) => {
    for (let shown = ""; ; ) {
      const {relations: found, whole} = await ask("relations.list", {bookmark: view.id});
      if (asked !== known) return; // a later question is on its way
      looking.hidden = whole;
      if (shown !== (shown = JSON.stringify(found))) show(found);
      if (whole) return;
      await pause(AGAIN);
      if (asked !== known || !list.isConnected) return;
    }
  };
  /** The links that are no relations; asks anew when links changed. @param {View} now */
  const rest = (now) => {
    const asked = JSON.stringify(now.links.map(({id, title}) => [id, title]));
    if (asked !== known) {
      known = asked;
      void find(asked).catch((/** @type {unknown} */ error) => console.debug("Manicule:", error));
    }
    return now.links.filter(({id}) => !told.has(id));
  };
  links.element.after(h("section", {}, h("div", {class: "head"}, h("span", {}, "To my other papers"), looking), list, typing.element));
  links.show(rest);
}

/** @param {Relation} relation @param {(link: string) => unknown} remove */
function item({relation, direction, link: id, title, url}, remove) {
  const [said, name] = [relation || "links to", link(url, {class: "name", dir: "auto", title}, title)];
  if (direction === "from") return h("li", {}, name, h("span", {class: "hint", dir: "auto"}, `${said} this`));
  return h("li", {}, h("span", {class: "hint", dir: "auto"}, said), name,
    h("button", {type: "button", class: "small", "aria-label": `Remove: ${said} ${title}`, onclick: () => void remove(id)}, icon("close")));
}

/** @param {(text: string) => Promise<Choice[]>} find @param {(other: Choice, relation: string) => Promise<unknown>} add */
function form(find, add) {
  const list = h("ul", {id: "others", role: "listbox", "aria-label": "My papers", hidden: true});
  const words = h("datalist", {id: "relations"}, ...WORDS.map((word) => h("option", {value: word})));
  const relation = h("input", {class: "relation", list: "relations", "aria-label": "How this paper relates to another", placeholder: "extends …", maxlength: "300", autocomplete: "off", dir: "auto"});
  const field = h("input", {
    type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": "others", "aria-autocomplete": "list", "aria-label": "Which of my papers",
    placeholder: "words of its title", autocomplete: "off", spellcheck: "false", maxlength: "500", dir: "auto",
  });
  const hint = h("p", {class: "bad", role: "alert"});
  const combo = createCombo(field, list);
  /** @type {Choice[]} */
  let found = [];
  /** @type {Promise<void> | null} one search at a time; what was typed meanwhile is the next */
  let looking = null;

  async function look() {
    for (let typed = null; typed !== field.value; ) {
      typed = field.value;
      found = typed.trim() ? await find(typed).catch(() => []) : [];
    }
    combo.offer(found.map(({bookmark, title, about}) => ({name: title, value: bookmark, count: about})));
  }
  /** @param {string | undefined} bookmark */
  async function choose(bookmark) {
    const other = found.find((one) => one.bookmark === bookmark);
    if (!other) return;
    combo.close();
    hint.textContent = "";
    const typed = [field.value, relation.value.trim()];
    field.value = relation.value = "";
    if (!(await add(other, typed[1]))) [field.value, relation.value] = typed; // what failed need not be typed again
  }
  /** @param {Event} event */
  async function submit(event) {
    event.preventDefault();
    const chosen = combo.chosen();
    if (chosen) return choose(chosen);
    if (!field.value.trim()) return field.focus();
    await (looking ??= look().finally(() => (looking = null)));
    if (found.length === 1) return choose(found[0].bookmark);
    hint.textContent = found.length ? "Which of these? Choose with the arrow keys." : `“${field.value.trim()}” finds none of your other papers.`;
    field.focus();
  }
  field.addEventListener("input", () => {
    hint.textContent = "";
    looking ??= look().finally(() => (looking = null));
  });
  field.addEventListener("keydown", (event) => !event.isComposing && combo.key(event) && event.preventDefault());
  field.addEventListener("blur", () => combo.close());
  list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus in the field
  list.addEventListener("click", ({target}) => void choose(/** @type {HTMLElement} */ (target).closest("li")?.dataset.name));
  const element = h("form", {class: "add", novalidate: true, onsubmit: submit}, relation, words, field, h("button", {class: "push", type: "submit"}, "Relate"), hint, list);
  return {element, focus: () => field.focus()};
}
