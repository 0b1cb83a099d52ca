// Selecting rows to save them together: a tick box on each, and a bar for one tag, one status, one undo. Loaded when the
// user asks for it, by the popup or by `x` on a row.
//
// Keys, only while the focus is on our own boxes or bar: x or Space ticks; Shift with x, an arrow or a click ticks all up to
// there; arrows go from row to row; Enter goes to the bar; Escape leaves.

import {ask, listen} from "../ask.js";
import {h} from "../lib/dom.js";
import {icon} from "../lib/icons.js";
import {createManyForm} from "../lib/manyform.js";
import {createPicks} from "../lib/picks.js";
import {repaint} from "./desk.js";
import {createHost, prepare} from "./host.js";

/**
 * @typedef {import("./types.js").Desk} Desk
 * @typedef {import("./types.js").Face} Face
 * @typedef {import("./types.js").Mark} Mark
 */

const MOST = 400; // papers of one save

/**
 * Puts boxes on all rows of the page, those that come later too.
 * @param {Desk} desk
 * @param {Mark} [first] ticked at once
 */
export async function begin(desk, first) {
  const [{onlyByHand}] = await Promise.all([import("./hand.js"), prepare("selectbar.css")]);
  if (desk.select || desk.signal?.aborted) return;
  const ending = new AbortController();
  /** @type {Map<Face, {mark: Mark, label: HTMLElement, box: HTMLInputElement}>} */
  const boxes = new Map();
  const picks = createPicks(() => show());
  const bar = createBar(desk, {chosen: () => chosenOf(desk, picks), all: () => picks.all(order()), none: picks.none, leave: () => desk.select?.end()});
  onlyByHand(bar.root);

  /** The papers in the order of the page, each once. */
  const order = () => [...new Set(rows().map(({mark}) => mark.paper?.key ?? ""))];
  const rows = () => desk.papers().flatMap(({face}) => (face?.host.isConnected && boxes.get(face)) || []);
  const show = () => {
    for (const {mark, box} of boxes.values()) box.checked = picks.has(mark.paper?.key ?? "");
    bar.count(picks.size(), order().length);
  };
  /** @param {Mark} mark @param {boolean} range */
  const toggle = ({paper}, range) => (range ? picks.extend(order(), paper?.key ?? "") : picks.toggle(paper?.key ?? ""));

  /** @param {Mark} mark @param {KeyboardEvent} event */
  const walk = (mark, event) => {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    const all = rows();
    const next = step && all[all.findIndex((one) => one.mark === mark) + step];
    if (event.key === "Enter") bar.focus();
    else if (event.key === "Escape") desk.select?.end();
    else if (next) next.box.focus();
    else if (!step) return;
    if (next && event.shiftKey) toggle(next.mark, true);
    event.preventDefault();
  };
  /** @param {Mark} mark @param {Face} face */
  const dress = (mark, face) => {
    const box = h("input", {type: "checkbox", "aria-label": `Select: ${mark.paper?.title || mark.paper?.key}`});
    const label = h("label", {class: "tick"}, box);
    box.addEventListener("click", (event) => (event.isTrusted ? toggle(mark, event.shiftKey) : event.preventDefault()));
    box.addEventListener("keydown", (event) => walk(mark, event));
    boxes.set(face, {mark, label, box});
    box.checked = picks.has(mark.paper?.key ?? "");
    face.host.toggleAttribute("data-picking", true);
    face.host.shadowRoot?.prepend(label);
  };
  const end = () => {
    const held = [...boxes].find(([{host}]) => host === document.activeElement)?.[0];
    desk.select = null;
    ending.abort();
    bar.remove();
    for (const [{host}, {label}] of boxes) {
      host.removeAttribute("data-picking");
      label.remove();
    }
    held?.button()?.focus({preventScroll: true});
  };

  desk.select = {dress, toggle, end};
  for (const mark of desk.papers()) if (mark.face) dress(mark, mark.face);
  desk.signal?.addEventListener("abort", () => desk.select?.end(), {once: true, signal: ending.signal});
  listen({progress: bar.progress}, ending.signal);
  const start = (first && rows().find(({mark}) => mark === first)) ?? rows().find(({mark}) => inView(mark)) ?? rows()[0];
  if (first) toggle(first, false);
  else show();
  start?.box.focus({preventScroll: true});
}

/** @param {Mark} mark */
const inView = ({face}) => (face?.host.getBoundingClientRect().top ?? -1) >= 0;

/** What is ticked, in page order, each paper once, as the background reads rows. @param {Desk} desk @param {import("../lib/picks.js").Picks} picks */
function chosenOf(desk, picks) {
  const chosen = new Map(desk.papers().flatMap(({paper, hit}) => (paper && hit && picks.has(paper.key) ? [[paper.key, hit.raw]] : [])));
  return [...chosen.values()];
}

/**
 * @param {Desk} desk
 * @param {{chosen: () => object[], all: () => void, none: () => void, leave: () => void}} acts
 */
function createBar(desk, {chosen, all, none, leave}) {
  const {host, root} = createHost("manicule-bar", "row.css", "selectbar.css");
  const counted = h("span", {class: "counted", role: "status"});
  const form = createManyForm({
    most: MOST,
    complete: (prefix, limit) => ask("tags.complete", {prefix, limit}),
    async save(choice) {
      const outcome = await ask("bookmark.save_many", {rows: chosen(), found_on: {url: location.href, title: document.title}, ...choice});
      Object.assign(desk, {last: null, trouble: null}); // the undo of one row would now take back a part of this
      repaint(desk);
      return outcome;
    },
    back: (undo) => ask(undo.kind, undo.body),
  });
  /** @param {string} word @param {() => void} act */
  const plain = (word, act) => h("button", {class: "plain", type: "button", onclick: act}, word);
  const panel = h("div", {class: "card strip", popover: "manual", role: "region", "aria-label": "Selected papers"},
    h("div", {class: "head"}, counted, plain("Select all", all), plain("None", none), h("button", {class: "small", type: "button", "aria-label": "Stop selecting", title: "Stop (Escape)", onclick: leave}, icon("close"))),
    form.element,
    h("p", {class: "hint"}, "x ticks a row, Shift+x a range; arrows move on, Enter comes here, Escape stops"));
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    leave();
  });
  host.dataset.theme = desk.theme;
  root.append(panel);
  document.body.append(host);
  panel.showPopover?.();
  return {
    /** @param {number} count @param {number} of */
    count(count, of) {
      counted.textContent = `${count} of ${of} selected`;
      form.count(count);
    },
    focus: form.focus,
    progress: form.progress,
    root, remove: () => host.remove(),
  };
}
