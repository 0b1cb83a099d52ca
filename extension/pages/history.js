// The history of one bookmark, `history.html#bm_…`: what was there before, who wrote it, and the way to put it back.

import {ask, listen} from "../ask.js";
import {fill, h, link} from "../lib/dom.js";
import {putBack} from "../lib/putback.js";
import {alike, identities} from "./identity.js";
import {createUndo} from "./undo.js";
import {ago, fieldWords, valueWords} from "./words.js";

/** @typedef {import("../lib/putback.js").Superseded} Superseded */

/** @type {(id: string) => HTMLElement} */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const bookmark = () => location.hash.slice(1);
const done = createUndo(at("done"), () => load());

const MOST_IDS = 20; // of one edit

const REASONS = /** @type {Record<string, string>} */ ({
  united: "joined with this paper", detached: "taken off this paper", replaced: "replaced or removed later", superseded: "lost to an edit made at the same time", resolved: "a version of the note that was not kept",
});

/** @type {{view: any, items: Superseded[], next: string | null}} */
let shown = {view: null, items: [], next: null};

/** @param {string | null} [cursor] of the page after what is shown; all anew when absent */
async function load(cursor = null) {
  try {
    const page = await ask("bookmark.history", {bookmark: bookmark(), cursor});
    shown = {view: page.bookmark, items: cursor ? [...shown.items, ...page.items] : page.items, next: page.next};
    say(page.bookmark ? "" : "This paper is no longer in your library.");
    show();
    if (!cursor) fill(at("alike"), ...alike(await ask("bookmark.same", {bookmark: bookmark()}), join));
  } catch (error) {
    say(`${/** @type {Error} */ (error).message} The history is kept by the server, so it cannot be shown now.`);
  }
}

/** @param {string} trouble */
function say(trouble) {
  at("trouble").hidden = !trouble;
  at("trouble").textContent = trouble;
}

function show() {
  const {view, items, next} = shown;
  fill(at("title"), view && link(view.url || "", {}, view.title || view.key));
  fill(at("identity"), ...(view ? identities(view, detach) : []));
  document.title = view ? `History: ${view.title || view.key}` : "Manicule history";
  fill(at("history"), ...items.map(item));
  if (view && !items.length) fill(at("history"), h("li", {class: "hint"}, "Nothing has been replaced yet."));
  at("more").hidden = !next;
}

/** @param {string} id */
const detach = (id) => change("bookmark.detach", [id], "Taken off");

/** @param {string[]} ids */
const join = (ids) => change("bookmark.attach", ids.slice(0, MOST_IDS), "Joined: the two are one paper after the next sync");

/** @param {string} kind @param {string[]} ids @param {string} words */
async function change(kind, ids, words) {
  try {
    const {undo} = await ask(kind, {bookmark: bookmark(), ids});
    done.show(words, undo);
    await load();
  } catch (error) {
    say(/** @type {Error} */ (error).message);
  }
}

/** @param {Superseded} old */
function item(old) {
  const [field, value] = [fieldWords(old.field), valueWords(old)];
  const edit = shown.view && putBack(old, shown.view);
  const verb = edit?.kind === "bookmark.detach" ? "Take apart" : "Put back";
  const words = verb === "Take apart" ? "Taken apart: after the next sync the other paper is a bookmark of its own again" : `${field} put back`;
  const act = async () => {
    try {
      const {undo} = await ask(edit.kind, edit.body);
      done.show(words, undo);
      await load();
    } catch (error) {
      say(/** @type {Error} */ (error).message);
    }
  };
  const when = Date.parse(old.at);
  return h("li", {}, h("div", {},
    h("strong", {}, field), h("p", {class: "value", dir: "auto"}, value),
    h("p", {class: "hint"}, h("time", {datetime: old.at, title: new Date(when).toLocaleString()}, ago(when)), ` on ${old.device ?? "another device"}, ${REASONS[old.reason] ?? old.reason}`)),
    edit && h("button", {type: "button", "aria-label": `${verb}: ${field}, ${value.slice(0, 80)}`, onclick: () => void act()}, verb));
}

at("more").addEventListener("click", () => void load(shown.next));
window.addEventListener("hashchange", () => void load());
listen({changed: ({bookmarks, all}) => void ((all || bookmarks.includes(shown.view?.id)) && load())});
await load();
