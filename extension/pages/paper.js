// One paper in a list of a page of ours: its title, what I know of it, and a way to save it.

import {h, link} from "../lib/dom.js";
import {icon} from "../lib/icons.js";
import {STATUSES, SYNCED} from "../lib/statuses.js";

/**
 * @param {{title: string, url?: string, key?: string, ids?: string[]}} paper a row or a bookmark
 * @param {any} bookmark the View, or null if it is not saved
 * @param {{isNew?: boolean, act?: Act | false, cite?: ((bookmark: any) => void) | null, tag?: Tagging | null}} [more] `isNew`: not on
 *   screen before; `act`: what its button does; `cite`: copies a citation; `tag`: shows tags that suggest themselves
 */
export function paperItem(paper, bookmark, {isNew = false, act = false, cite = null, tag = null} = {}) {
  const title = paper.title || bookmark?.title || paper.key || paper.ids?.[0] || "Untitled";
  const about = h("div", {class: "paper"}, link(paper.url || bookmark?.url || "", {class: "title", dir: "auto", title}, title), bookmark ? known(bookmark, title, cite, tag) : isNew && h("span", {class: "new"}, "New"));
  return h("li", {class: bookmark?.status === "dismissed" && "out"}, about, act && button(title, act));
}

/** @typedef {{word: string, icon?: string, run: () => Promise<unknown>}} Act */
/** @typedef {(bookmark: any, button: HTMLElement) => void} Tagging */

/** @param {any} view @param {string} title @param {((bookmark: any) => void) | null} cite @param {Tagging | null} suggest */
function known(view, title, cite, suggest) {
  const {id, status, tags, line, sync, note_copies} = view;
  return h("div", {class: "known"}, h("b", {class: status}, icon(status), STATUSES[status] ?? status),
    sync !== "synced" && h("span", {class: sync === "refused" ? "bad" : "sync"}, SYNCED[sync]),
    note_copies.length > 0 && h("span", {class: "sync"}, `${note_copies.length + 1} versions of the note`),
    ...tags.slice(0, 3).map((/** @type {string} */ tag) => h("span", {class: "tag", dir: "auto"}, tag)),
    line && h("span", {class: "note", dir: "auto"}, line),
    suggest && h("button", {class: "history tagging", type: "button", "data-bookmark": id, "aria-label": `Tag ${title}: show suggested tags`, "aria-expanded": "false", onclick: (/** @type {any} */ {currentTarget}) => suggest(view, currentTarget)}, "Tag"),
    cite && h("button", {class: "history cite", type: "button", title: "Copy BibTeX", "aria-label": `Cite ${title}: copy BibTeX`, onclick: () => cite(view)}, "Cite"),
    h("a", {class: "history", href: `history.html#${id}`, target: "_blank", "aria-label": `History of ${title}`}, "History"));
}

/** @param {string} title @param {Act} act */
function button(title, act) {
  const pressed = h("button", {type: "button", "aria-label": `${act.word}: ${title}`, async onclick() {
    pressed.disabled = true;
    await act.run().catch((error) => (pressed.title = error.message));
    pressed.disabled = false;
  }}, act.icon && icon(act.icon), act.word);
  return pressed;
}
