// The face of one row: a calm button to save, or what I know about the paper.

import {fill, h, link, steady} from "../lib/dom.js";
import {icon} from "../lib/icons.js";
import {hostOf, linkName, STATUSES, SYNCED} from "../lib/statuses.js";
import {unite} from "../lib/unite.js";
import {createHost} from "./host.js";

/**
 * @typedef {import("./types.js").State} State
 * @typedef {import("./types.js").View} View
 */

const TAGS = 3;
const LINKS = 3;
/** Dismisses a row, and brings it back. */
const KEY = {"aria-keyshortcuts": "D"};
const KINDS = ["code", "project", "pdf", "data", "model"];

/**
 * An empty face for a row; `act` hears which button is pressed.
 * @param {any} paper @param {string} theme @param {(act: import("./types.js").Act) => void} act @returns {import("./types.js").Face}
 */
export function createFace(paper, theme, act) {
  const {host, root} = createHost("manicule-row", "row.css");
  Object.assign(host.dataset, {theme, key: paper.key});
  const bar = h("div", {class: "bar"});
  root.append(bar);
  bar.addEventListener("keydown", (event) => {
    if (!event.isTrusted || event.key.toLowerCase() !== "d" || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    act(bar.querySelector(".back") ? "back" : "dismiss");
  });
  bar.addEventListener("click", ({target, isTrusted}) => {
    const pressed = /** @type {Element} */ (target).closest("button")?.dataset.act;
    if (pressed && isTrusted) act(/** @type {import("./types.js").Act} */ (pressed));
  });
  const button = () => /** @type {HTMLElement | null} */ (bar.querySelector(".main"));
  const show = steady(bar, (/** @type {State} */ state) => {
    const held = bar.contains(root.activeElement);
    host.toggleAttribute("data-tall", Boolean(state.view || state.same || state.done || state.trouble));
    fill(bar, ...partsOf(state, paper), aftermath(state));
    if (held) button()?.focus();
  });
  return {host, show, button};
}

/** @param {State} state @param {any} paper */
function partsOf(state, paper) {
  if (!state.view) return unknown(state, paper);
  return state.view.status === "dismissed" ? dismissed(state.view, paper) : known(state.view, paper);
}

/** @param {State} state @param {any} paper */
function unknown({busy, isNew, same, hints = []}, paper) {
  const label = busy ? "Saving…" : "Save";
  const name = `Save: ${paper.title || paper.key}`;
  const save = h("button", {class: "main save", type: "button", "data-act": "save", "aria-label": name, "aria-disabled": busy && "true", ...KEY}, icon("hand"), label);
  // Not a stop of its own for Tab, which would double them on a long list: its key is D, wherever the focus is in the row.
  const dismiss = h("button", {class: "dismiss", type: "button", tabindex: "-1", "data-act": "dismiss", title: "Dismiss this paper (D)"}, "Dismiss");
  const alike = same && filled(same, async (place) => (await import("./same.js")).showSame(place, same));
  const related = !same && hints.length > 0 && filled(hints, async (place) => (await import("./hints.js")).showHint(place, hints));
  return [save, isNew && h("span", {class: "new", title: "Not on your screen before this visit"}, "New"), links(paper.links), alike, related, dismiss];
}

/** What was said of one thing on one row: shown again, it is there at once. @type {WeakMap<object, Element>} */
const said = new WeakMap();

/**
 * A place for what is seldom said; what says it is loaded then.
 * @param {object} about @param {(place: Element) => Promise<void>} say
 */
function filled(about, say) {
  const place = said.get(about) ?? h("span", {class: "told"});
  if (!said.has(about)) say(place).catch((error) => console.debug("Manicule:", error));
  said.set(about, place);
  return place;
}

/** @param {View} view @param {any} paper */
function dismissed(view, paper) {
  const name = `Dismissed: ${view.title || paper.title}. Edit tags, note and links.`;
  return [
    h("button", {class: "main status dismissed", type: "button", "data-act": "open", "aria-label": name, "aria-haspopup": "dialog", ...KEY, title: "D brings it back"}, icon("dismissed"), "Dismissed"),
    h("button", {class: "undo back", type: "button", "data-act": "back"}, "Bring back"),
    versions(view),
    sync(view),
  ];
}

/** @param {View} view @param {any} paper */
function known(view, paper) {
  const word = STATUSES[view.status] ?? view.status;
  const name = `${word}: ${view.title || paper.title}. Edit tags, note and links.`;
  return [
    h("button", {class: `main status ${view.status}`, type: "button", "data-act": "open", "aria-label": name, "aria-haspopup": "dialog", ...KEY, title: `${SYNCED[view.sync]}. D dismisses the paper.`}, icon(view.status), word),
    news(view, paper),
    tags(view.tags),
    links(unite([...view.links, ...paper.links])),
    view.line && h("span", {class: "note", dir: "auto", title: view.note.slice(0, 500)}, view.line),
    versions(view),
    sync(view),
  ];
}

/** What the page says of it that I have not seen. @param {View} view @param {import("./types.js").Paper} paper */
function news(view, paper) {
  const {version, revised, replaced, withdrawn, venue} = paper;
  if (!(Number(version) > 1 || revised || replaced || withdrawn || (venue && !view.venue))) return null;
  return filled({}, async (place) => (await import("./news.js")).showNews(place, view, paper));
}

/** Two devices wrote the same words of the note. @param {View} view */
function versions({note_copies = []}) {
  if (!note_copies.length) return null;
  return h("button", {class: "versions", type: "button", "data-act": "open", "aria-haspopup": "dialog"}, `${note_copies.length + 1} versions of the note`);
}

/** @param {string[]} names */
function tags(names) {
  if (!names.length) return null;
  const rest = names.length - TAGS;
  return h("span", {class: "tags", role: "list", "aria-label": "Tags"},
    ...names.slice(0, TAGS).map((name) => h("span", {class: "tag", role: "listitem", dir: "auto"}, name)),
    rest > 0 && h("span", {class: "more", role: "listitem", title: names.slice(TAGS).join(", ")}, `+${rest}`));
}

/** The few links that do not lead to the very site they would stand on. @param {View["links"]} all */
function links(all) {
  const useful = all.filter(({kind, url, origin}) => (origin === "mine" || KINDS.includes(kind)) && hostOf(url) !== hostOf(location.href));
  /** @type {(link: View["links"][0]) => number} */
  const rank = ({origin, kind}) => (origin === "mine" ? -1 : KINDS.indexOf(kind));
  const shown = useful.sort((a, b) => rank(a) - rank(b)).slice(0, LINKS);
  if (!shown.length) return null;
  return h("span", {class: "links"}, ...shown.map((one) => link(one.url, {class: one.dead ? "link dead" : "link", title: one.title || one.url}, linkName(one))));
}

/** @param {View} view */
function sync({sync: state}) {
  if (state === "synced") return null; // the usual case: its word is the title of the button
  const refused = state === "refused";
  const title = refused ? "The server did not accept an edit. Manicule's popup keeps what you typed." : "Kept in this browser until your library has it.";
  return h("span", {class: refused ? "refused" : "waiting", title}, icon(refused ? "refused" : "waiting"), SYNCED[state]);
}

/** @param {State} state */
function aftermath({done, trouble, view}) {
  if (trouble) return h("span", {class: "trouble"}, trouble);
  if (!done || view?.status === "dismissed") return null; // "Bring back" stands there already
  return h("span", {class: "done"}, `${done} `, h("button", {class: "undo", type: "button", "data-act": "undo"}, "Undo"));
}
