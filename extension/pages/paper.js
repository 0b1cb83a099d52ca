// One paper in a list of a page of ours: its title, what I know of it, and a way to save it.

import {h, link} from "../lib/dom.js";
import {icon} from "../lib/icons.js";
import {STATUSES, SYNCED} from "../lib/statuses.js";

/**
 * @param {{title: string, url?: string, key?: string, ids?: string[]}} paper a row or a bookmark
 * @param {any} bookmark the View, or null if it is not saved
 * @param {() => Promise<unknown>} [save]
 */
export function paperItem(paper, bookmark, save) {
  const title = paper.title || bookmark?.title || paper.key || paper.ids?.[0] || "Untitled";
  const about = h("div", {class: "paper"}, link(paper.url || bookmark?.url || "", {class: "title", dir: "auto", title}, title), bookmark && known(bookmark, title));
  return h("li", {}, about, !bookmark && save && saveButton(title, save));
}

/** @param {any} view @param {string} title */
function known({id, status, tags, note, sync, note_copies}, title) {
  return h("div", {class: "known"}, h("b", {class: status}, icon(status), STATUSES[status] ?? status),
    sync !== "synced" && h("span", {class: sync === "refused" ? "bad" : "sync"}, SYNCED[sync]),
    note_copies.length > 0 && h("span", {class: "sync"}, `${note_copies.length + 1} versions of the note`),
    ...tags.slice(0, 3).map((/** @type {string} */ tag) => h("span", {class: "tag", dir: "auto"}, tag)),
    note && h("span", {class: "note", dir: "auto"}, note.trim().split("\n", 1)[0]),
    h("a", {class: "history", href: `history.html#${id}`, target: "_blank", "aria-label": `History of ${title}`}, "History"));
}

/**
 * @param {string} title
 * @param {() => Promise<unknown>} save
 */
function saveButton(title, save) {
  const button = h("button", {type: "button", "aria-label": `Save: ${title}`, async onclick() {
    button.disabled = true;
    await save().catch((error) => (button.title = error.message));
    button.disabled = false;
  }}, icon("hand"), "Save");
  return button;
}
