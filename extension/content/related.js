// The panel of a hint: the reader's papers that a row relates to, each with all its reasons and what can be done with it.

import {ask} from "../ask.js";
import {fill, h, link} from "../lib/dom.js";
import {icon} from "../lib/icons.js";
import {paint} from "./desk.js";
import {createHost, prepare} from "./host.js";
import {keepPlaced} from "./place.js";
import {turnAround} from "./round.js";
import {say} from "./voice.js";

/**
 * @typedef {import("./types.js").Desk} Desk
 * @typedef {import("./types.js").Mark} Mark
 * @typedef {import("./types.js").Hint} Hint
 */

/** @type {{mark: Mark, close: () => void} | null} */
let opened = null;

/** Opens the panel by its row, closes another; the second time closes it. @param {Desk} desk @param {Mark} mark */
export async function openRelated(desk, mark) {
  const again = opened?.mark === mark;
  opened?.close();
  await desk.card?.close();
  if (again || desk.card || !mark.hints?.length) return;
  const [{onlyByHand}] = await Promise.all([import("./hand.js"), prepare("card.css"), prepare("hints.css")]);
  const {host, root} = createHost("manicule-related", "row.css", "card.css", "hints.css");
  onlyByHand(root);
  const ending = new AbortController();
  const close = () => {
    const held = document.activeElement === host;
    ending.abort();
    host.remove();
    opened = null;
    if (held) buttonOf(mark)?.focus({preventScroll: true});
  };
  const panel = createPanel(desk, mark, close);
  opened = {mark, close};
  host.dataset.theme = desk.theme;
  root.append(panel);
  document.body.append(host);
  panel.showPopover?.();
  keepPlaced(panel, () => mark.face?.host ?? null, ending.signal);
  followTheme(desk, mark, host, ending.signal);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Tab") turnAround(panel, event);
    if (event.key === "Escape") close();
  });
  document.addEventListener("click", () => getSelection()?.isCollapsed && close(), {signal: ending.signal});
  desk.signal?.addEventListener("abort", close, {signal: ending.signal});
  /** @type {HTMLElement | null} */ (panel.querySelector("li :is(a, button)"))?.focus({preventScroll: true});
}

/** The row is recoloured when its page is, and the panel with it. @param {Desk} desk @param {Mark} mark @param {HTMLElement} host @param {AbortSignal} signal */
function followTheme(desk, mark, host, signal) {
  const observer = new MutationObserver(() => (host.dataset.theme = desk.theme));
  if (mark.face) observer.observe(mark.face.host, {attributeFilter: ["data-theme"]});
  signal.addEventListener("abort", () => observer.disconnect(), {once: true});
}

/** Where the focus returns to. @param {Mark} mark */
const buttonOf = ({face}) => /** @type {HTMLElement | null} */ (face?.host.shadowRoot?.querySelector(".hint")) ?? face?.button();

/** @param {Desk} desk @param {Mark} mark @param {() => void} close */
function createPanel(desk, mark, close) {
  return h("div", {class: "card related", popover: "manual", role: "dialog", "aria-label": `What ${mark.paper?.title} relates to`, tabindex: "-1"},
    h("header", {}, h("h2", {}, "Relates to, in your library"), h("button", {class: "small", type: "button", "aria-label": "Close", onclick: close}, icon("close"))),
    h("ul", {}, ...(mark.hints ?? []).map((hint) => item(desk, mark, hint))));
}

/** @param {Desk} desk @param {Mark} mark @param {Hint} hint */
function item(desk, mark, hint) {
  const {bookmark, title, url, why: {words, tags, note}} = hint;
  const row = mark.paper?.ids ?? [];
  const trouble = h("p", {class: "bad", role: "alert"});
  const element = h("li");
  /** @param {() => Promise<unknown>} act */
  const tried = (act) => async () => {
    trouble.textContent = "";
    await act().catch((error) => (trouble.textContent = error.message));
  };
  const before = mark.hints ?? [];
  const refuse = tried(async () => {
    await ask("hint.refuse", {bookmark, row});
    mark.hints = mark.hints?.filter((one) => one.bookmark !== bookmark);
    paint(desk, mark);
    fill(element, h("span", {class: "soft"}, "Not shown here again. "), h("button", {class: "undo", type: "button", onclick: allow}, "Undo"), trouble);
    element.querySelector("button")?.focus();
    say("Not shown here again", desk.signal);
  });
  const allow = tried(async () => {
    await ask("hint.allow", {bookmark, row});
    const kept = new Set([bookmark, ...(mark.hints ?? []).map((one) => one.bookmark)]);
    mark.hints = before.filter((one) => kept.has(one.bookmark));
    paint(desk, mark);
    show();
    element.querySelector("button")?.focus();
    say("Undone", desk.signal);
  });
  const show = () => fill(element,
    link(url ?? "", {class: "title", dir: "auto"}, title || bookmark),
    reason("Both say", words), reason("Your tag", tags), note && h("p", {}, h("span", {class: "soft"}, "Your note"), h("q", {dir: "auto"}, note)),
    h("div", {class: "acts"},
      h("button", {class: "plain", type: "button", onclick: tried(() => ask("pages.open", {page: "history", bookmark}))}, "My note and history"),
      h("button", {class: "quiet", type: "button", onclick: refuse}, "Not related")),
    trouble);
  show();
  return element;
}

/** @param {string} what @param {string[]} names */
function reason(what, names) {
  return names.length > 0 && h("p", {}, h("span", {class: "soft"}, `${what} `), ...names.map((name) => h("span", {class: "tag", dir: "auto"}, name)));
}
