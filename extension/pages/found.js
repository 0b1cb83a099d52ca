// The papers that the page in front links to, whatever page it is: ticked and saved together.

import {ask} from "../ask.js";
import {fill, h} from "../lib/dom.js";
import {createManyForm} from "../lib/manyform.js";
import {createPicks} from "../lib/picks.js";
import {paperItem} from "./paper.js";

const MOST = 400; // papers of one save

/** @typedef {{row: any, paper: any, bookmark: any}} Found */

/**
 * @param {HTMLElement} section with a p and a ul
 * @param {{url: string, title: string, rows: Found[]}} page
 * @param {() => Promise<unknown>} again looks at the page anew, after an edit
 */
export function showFound(section, page, again) {
  const [words, list] = /** @type {HTMLElement[]} */ ([...section.querySelectorAll("p, ul")]);
  section.querySelector(".picker")?.remove();
  let {rows} = page;
  const keys = () => rows.map(({paper}) => paper.key);
  const counted = h("span", {class: "hint", role: "status"});
  const picks = createPicks(() => refresh());
  const form = createManyForm({
    most: MOST,
    complete: (prefix, limit) => ask("tags.complete", {prefix, limit}),
    async save(choice) {
      const chosen = rows.filter(({paper}) => picks.has(paper.key)).map(({row}) => row);
      const outcome = await ask("bookmark.save_many", {rows: chosen, found_on: {url: page.url, title: page.title}, ...choice});
      await again();
      return outcome;
    },
    back: (undo) => ask(undo.kind, undo.body).then(again),
  });
  const picker = h("div", {class: "picker"},
    h("div", {class: "row"}, counted, h("button", {class: "plain", type: "button", onclick: () => picks.all(keys())}, "Select all"), h("button", {class: "plain", type: "button", onclick: () => picks.none()}, "None")),
    form.element);

  const refresh = () => {
    for (const box of boxes()) box.checked = picks.has(box.value);
    counted.textContent = `${picks.size()} of ${rows.length} selected`;
    form.count(picks.size());
  };
  const boxes = () => /** @type {HTMLInputElement[]} */ ([...list.querySelectorAll("input[type=checkbox]")]);
  /** @param {MouseEvent} event @param {string} key */
  const click = (event, key) => {
    if (event.shiftKey) picks.extend(keys(), key);
    else picks.toggle(key, /** @type {HTMLInputElement} */ (event.target).checked);
  };

  /** Up and down go from box to box; with Shift the range grows. @param {KeyboardEvent} event */
  const walk = (event) => {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    const all = boxes();
    const next = step && all[all.indexOf(/** @type {HTMLInputElement} */ (event.target)) + step];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation(); // the popup's own walk goes through links and buttons
    if (event.shiftKey) picks.extend(keys(), next.value);
    next.focus();
  };
  list.onkeydown = walk;

  /** @param {Found[]} found the same papers, as they are known now */
  const update = (found) => {
    rows = found;
    const focused = /** @type {HTMLInputElement | null} */ (document.activeElement)?.value;
    fill(list, ...rows.map((one) => item(one, click)));
    boxes().find((box) => box.value === focused && focused)?.focus();
    refresh();
  };

  words.textContent = wordsOf(rows.length, page.url);
  section.hidden = false;
  if (rows.length) words.after(picker);
  update(rows);
  boxes()[0]?.focus();
  return {update, progress: form.progress};
}

/** @param {number} count @param {string} url */
function wordsOf(count, url) {
  const host = URL.canParse(url) ? new URL(url).hostname : "this page";
  if (!count) return `No link of ${host} leads to a paper that Manicule can name.`;
  return `${count === 1 ? "1 paper is" : `${count} papers are`} linked from ${host}.${count === MOST ? " There may be more." : ""}`;
}

/** @param {Found} one @param {(event: MouseEvent, key: string) => void} click */
function item({paper, bookmark}, click) {
  const title = paper.title || bookmark?.title || paper.key;
  const box = h("input", {type: "checkbox", value: paper.key, "aria-label": `Select: ${title}`, onclick: (event) => click(event, paper.key)});
  const element = paperItem(paper, bookmark);
  element.prepend(box);
  if (paper.title) element.querySelector(".paper")?.append(h("span", {class: "hint key", dir: "ltr"}, paper.key));
  return element;
}
