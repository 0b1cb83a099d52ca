// The face of one row: a calm button to save, or what I know about the paper.

import {fill, h, link} from "../lib/dom.js";
import {icon} from "../lib/icons.js";
import {hostOf, linkName, STATUSES} from "../lib/statuses.js";
import {createHost} from "./host.js";
import {rowCss} from "./css.js";

/**
 * A bookmark as the background shows it.
 * @typedef {{id: string, ids: string[], title: string, status: string, tags: string[], note: string, saved_at: number,
 *   links: {id?: string, url: string, kind: string, title: string, origin: string}[],
 *   found_on: {url: string, title: string} | null, note_copies?: {id: string, text: string}[],
 *   sync: "synced" | "waiting" | "refused"}} View
 */
/** @typedef {{view: View | null, done?: string | null, trouble?: string | null, busy?: boolean}} State */
/** @typedef {{host: HTMLElement, show: (state: State) => void, button: () => HTMLElement | null}} Face */
/** @typedef {{save: () => void, open: () => void, undo: () => void}} Acts what the buttons do */

export const FACE = "manicule-row";
const TAGS = 3;
const LINKS = 3;
const KINDS = ["code", "project", "pdf", "data", "model"];

/**
 * @param {any} row as lib/rows.js read it
 * @param {Acts} acts
 * @param {string} theme
 * @returns {Face} `host` is for the page; `button` is where the focus returns to
 */
export function createFace(row, acts, theme) {
  const {host, root} = createHost(FACE, rowCss);
  host.dataset.theme = theme;
  host.dataset.key = row.key;
  const bar = h("div", {class: "bar"});
  root.append(bar);
  bar.addEventListener("click", ({target}) => {
    const act = /** @type {Element} */ (target).closest("button")?.dataset.act;
    if (act) acts[/** @type {keyof Acts} */ (act)]();
  });
  /** @param {State} state */
  const show = (state) => {
    const held = root.activeElement !== null;
    fill(bar, ...(state.view ? known(state.view, row) : unknown(state, row)), aftermath(state));
    if (held) button()?.focus();
  };
  const button = () => /** @type {HTMLElement | null} */ (bar.querySelector(".main"));
  return {host, show, button};
}

/**
 * @param {State} state
 * @param {any} row
 */
function unknown({busy}, row) {
  const label = busy ? "Saving…" : "Save";
  const name = `Save: ${row.title || row.key}`;
  const save = h("button", {class: "main save", type: "button", "data-act": "save", "aria-label": name, "aria-disabled": busy && "true"}, icon("hand"), label);
  return [save, links(row.links)];
}

/**
 * @param {View} view
 * @param {any} row
 */
function known(view, row) {
  const word = STATUSES[view.status] ?? view.status;
  const name = `${word}: ${view.title || row.title}. Edit tags, note and links.`;
  const first = view.note.trim().split("\n", 1)[0];
  return [
    h("button", {class: `main status ${view.status}`, type: "button", "data-act": "open", "aria-label": name, "aria-haspopup": "dialog"}, icon(view.status), word),
    sync(view),
    tags(view.tags),
    links(view.links),
    first && h("span", {class: "note", dir: "auto", title: view.note.slice(0, 500)}, first),
  ];
}

/** @param {string[]} names */
function tags(names) {
  if (!names.length) return null;
  const rest = names.length - TAGS;
  return h("span", {class: "tags", role: "list", "aria-label": "Tags"},
    ...names.slice(0, TAGS).map((name) => h("span", {class: "tag", role: "listitem", dir: "auto"}, name)),
    rest > 0 && h("span", {class: "more", role: "listitem", title: names.slice(TAGS).join(", ")}, `+${rest}`));
}

/**
 * The few links the site itself does not show: what is on this very site needs none.
 * @param {View["links"]} all
 */
function links(all) {
  const useful = all.filter(({kind, url, origin}) => (origin === "mine" || KINDS.includes(kind)) && hostOf(url) !== hostOf(location.href));
  /** @type {(link: View["links"][0]) => number} */
  const rank = ({origin, kind}) => (origin === "mine" ? -1 : KINDS.indexOf(kind));
  const shown = useful.sort((a, b) => rank(a) - rank(b)).slice(0, LINKS);
  if (!shown.length) return null;
  return h("span", {class: "links"}, ...shown.map((one) => link(one.url, {class: "link", title: one.title || one.url}, linkName(one))));
}

/** @param {View} view */
function sync({sync: state}) {
  if (state === "refused") return h("span", {class: "refused", title: "The server did not accept an edit. See the Manicule popup."}, icon("refused"), "Not accepted");
  if (state !== "waiting") return null;
  return h("span", {class: "waiting", role: "img", "aria-label": "Waiting to sync", title: "Kept here, waiting to sync"}, icon("waiting"));
}

/** @param {State} state */
function aftermath({done, trouble}) {
  if (trouble) return h("span", {class: "trouble"}, trouble);
  if (!done) return null;
  return h("span", {class: "done"}, `${done} `, h("button", {class: "undo", type: "button", "data-act": "undo"}, "Undo"));
}
