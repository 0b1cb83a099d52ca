// The editor of one bookmark. One at a time, outside the rows: a re-rendered row takes no typing with it.

import {ask} from "../ask.js";
import {fill, h} from "../lib/dom.js";
import {icon} from "../lib/icons.js";
import {STATUSES, SYNCED} from "../lib/statuses.js";
import {meet, namesOf, repaint, toldOf} from "./desk.js";
import {edit, takeBack} from "./edits.js";
import {createHost, prepare} from "./host.js";
import {createLinks} from "./links.js";
import {createNote} from "./note.js";
import {keepPlaced} from "./place.js";
import {turnAround} from "./round.js";
import {createStatus} from "./status.js";
import {createTags} from "./tags.js";

/** @import {Card, Desk, View} from "./types.js" */

/**
 * Opens the card by a bookmark's row, with the focus in it.
 * @param {Desk} desk @param {View} view
 */
export async function openCard(desk, view) {
  const ending = new AbortController();
  const [{onlyByHand}] = await Promise.all([import("./hand.js"), prepare("card.css")]);
  if (desk.card) return; // pressed twice
  const {host, root} = createHost("manicule-card", "row.css", "card.css");
  onlyByHand(root);
  const {parts, settled, change} = createParts(desk, view);
  const panel = createPanel(view, parts, () => void card.close());
  const card = createCard(desk, {host, parts, settled, ending, ids: view.ids});
  host.dataset.theme = desk.theme;
  root.append(panel);
  if (view.found_on) void import("./provenance.js").then(({foundOn}) => parts.foot.element.before(foundOn(view)));
  void import("./suggestions.js").then(({suggestions}) => parts.tags.suggest(suggestions(view.id, desk.kind === "paper" ? document : null)));
  void import("./relations.js").then(({relations}) => relations(view, parts.links, change));
  document.body.append(host);
  desk.card = card;
  panel.showPopover?.();
  keepPlaced(panel, () => faceOf(desk, card.ids)?.host ?? null, ending.signal);
  listenTo(panel, card, parts, ending.signal);
  repaint(desk);
  /** @type {any} */ (panel.querySelector(":checked, #tag")).focus({preventScroll: true});
}

/** @typedef {ReturnType<typeof createParts>["parts"]} Parts */

/** @param {Desk} desk @param {View} view */
function createParts(desk, view) {
  const {id: bookmark, ids} = view;
  const waiting = /** @type {Set<Promise<unknown>>} */ (new Set()); // for an answer
  /** @type {(kind: string, body: object, done: string) => ReturnType<typeof edit>} */
  const change = (kind, body, done) => {
    const answer = edit(desk, ids, kind, {bookmark, ...body}, done);
    waiting.add(answer);
    return answer.finally(() => waiting.delete(answer));
  };
  const back = async () => {
    const {last} = desk;
    await note.flush(); // its answer must not come after that of the undo
    await takeBack(desk, last?.undo.kind === "note.edit" ? desk.last : last);
  };
  const note = createNote(view, {
    async save(base_text, text, before, copy) {
      const edited = copy ? change("note.resolve", {base_text, text, copy}, "Versions merged") : change("note.edit", {base_text, text, told: toldOf(desk, ids)}, "Note saved");
      const now = (await edited)?.bookmark ?? null;
      // Undo takes back all that was typed, not what the last pause saved.
      if (now && desk.last) desk.last.undo = {kind: "note.edit", body: {bookmark, base_text: now.note, text: before}};
      return now;
    },
    resolve: (body, done) => change("note.resolve", body, done),
    trouble: () => desk.trouble?.text ?? "",
  });
  const parts = {
    status: createStatus(view, (value) => change("bookmark.set", {field: "status", value}, `Marked as ${STATUSES[value]}`)),
    tags: createTags(view, {
      add: (name) => change("tag.add", {name}, `Tagged ${name}`),
      remove: (name) => change("tag.remove", {name}, `Tag ${name} removed`),
      complete: (prefix) => ask("tags.complete", {prefix, limit: 8}),
    }),
    note,
    links: createLinks(view, {
      add: (value) => change("link.add", value, "Link added"),
      remove: (link) => change("link.remove", {link}, "Link removed"),
    }),
    foot: createFoot(view, {
      remove: () => change("bookmark.delete", {}, "Removed"),
      back: () => void back(),
      history: () => void ask("pages.open", {page: "history", bookmark}).catch(() => {}),
    }),
  };
  return {parts, change, settled: async () => (await Promise.all(waiting)).every(Boolean)};
}

/** @param {View} view @param {Parts} parts @param {() => void} close */
function createPanel(view, parts, close) {
  const title = view.title || view.ids[0];
  return h("div", {class: "card", popover: "manual", role: "dialog", "aria-label": `Bookmark: ${title}`, tabindex: "-1"},
    h("header", {}, h("h2", {dir: "auto", title}, title), h("button", {class: "small", type: "button", "aria-label": "Close", onclick: close}, icon("close"))),
    ...Object.values(parts).map((part) => part.element));
}

/**
 * @param {Desk} desk
 * @param {{host: HTMLElement, parts: Parts, settled: () => Promise<boolean>, ending: AbortController, ids: string[]}} own
 * @returns {Card}
 */
function createCard(desk, {host, parts, settled, ending, ids}) {
  let warned = false;
  const end = () => {
    const held = document.activeElement === host;
    ending.abort();
    host.remove();
    desk.card = null;
    repaint(desk);
    if (held) faceOf(desk, ids)?.button()?.focus({preventScroll: true});
  };
  return {
    ids,
    tell: parts.foot.tell,
    recolour: (theme) => void (host.dataset.theme = theme),
    update(view) {
      if (view) for (const part of Object.values(parts)) part.update(view);
      else end();
    },
    async close() {
      const saved = await Promise.all([parts.note.flush(), settled()]);
      if (saved.every(Boolean) || warned) return end();
      warned = true; // a second Escape means it
    },
  };
}

/** @param {HTMLElement} panel @param {Card} card @param {Parts} parts @param {AbortSignal} signal */
function listenTo(panel, card, parts, signal) {
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Tab") turnAround(panel, event);
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    void card.close();
  });
  // Who selects text to quote it stays.
  document.addEventListener("click", () => getSelection()?.isCollapsed && void card.close(), {signal});
  window.addEventListener("pagehide", parts.note.farewell, {signal});
  document.addEventListener("visibilitychange", () => document.hidden && parts.note.farewell(), {signal});
}

/** @param {View} view @param {{remove: () => unknown, back: () => void, history: () => void}} acts */
function createFoot(view, acts) {
  const message = h("span", {class: "message"});
  const sync = h("span", {class: "hint sync"});
  let now = view;
  const copy = () => void import("./cite.js").then(({cite}) => cite(now, message)).catch((error) => console.debug("Manicule:", error));
  const element = h("footer", {}, message, sync, h("button", {class: "plain", type: "button", onclick: copy, title: "Copy BibTeX"}, "Cite"),
    h("button", {class: "plain", type: "button", onclick: acts.history}, "History"), h("button", {class: "quiet", type: "button", onclick: acts.remove}, "Remove"));
  /** @param {View} view */
  const update = (view) => (sync.textContent = SYNCED[(now = view).sync]);
  update(view);
  /** @type {Card["tell"]} */
  const tell = (last, trouble) => {
    if (trouble && meet(trouble.ids, view.ids)) return fill(message, h("span", {class: "bad"}, trouble.text));
    if (!last || !meet(last.ids, view.ids)) return fill(message, h("span", {class: "hint"}, `Saved ${new Intl.DateTimeFormat(undefined, {dateStyle: "medium"}).format(view.saved_at)}`));
    fill(message, `${last.done} `, h("button", {class: "undo", type: "button", onclick: acts.back}, "Undo"));
  };
  return {element, tell, update};
}

/** @param {Desk} desk @param {string[]} ids */
function faceOf(desk, ids) {
  return desk.papers().find((mark) => mark.face?.host.isConnected && meet(namesOf(mark), ids))?.face;
}
