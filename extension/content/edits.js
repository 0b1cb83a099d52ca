// Edits from this page: each is asked for, shown on every row of the paper, announced, and can be undone.

import {ask} from "../ask.js";
import {openCard} from "./card.js";
import {meet, namesOf, repaint, toldOf} from "./desk.js";
import {say} from "./voice.js";

/** @import {Desk, Mark, View} from "./types.js" */

/**
 * Resolves with null when the edit did not work: row and card then say why.
 * @param {Desk} desk
 * @param {string[]} ids of the paper
 * @param {string} kind of message
 * @param {object} body
 * @param {string} done what to say, e.g. "Saved"
 * @returns {Promise<{bookmark: View | null} | null>}
 */
export async function edit(desk, ids, kind, body, done) {
  try {
    const answer = await ask(kind, body);
    Object.assign(desk, {trouble: null, last: answer.undo ? {ids, done, undo: answer.undo} : null});
    settle(desk, ids, answer.bookmark);
    say(done, desk.signal);
    return answer;
  } catch (error) {
    const text = /** @type {Error} */ (error).message;
    desk.trouble = {ids, text};
    say(text, desk.signal);
    repaint(desk);
    return null;
  }
}

/**
 * Shows a paper's bookmark on all its rows.
 * @param {Desk} desk
 * @param {string[]} ids
 * @param {View | null} view
 */
function settle(desk, ids, view) {
  const names = [...ids, ...(view?.ids ?? [])];
  for (const mark of desk.papers()) if (meet(namesOf(mark), names)) mark.view = view && meet(mark.paper?.ids ?? [], view.ids) ? view : null;
  if (desk.card && meet(desk.card.ids, names)) desk.card.update(view);
  repaint(desk);
}

/** @param {Desk} desk @param {Mark} mark */
export async function save(desk, mark) {
  const {hit, paper} = mark;
  if (!hit || !paper || desk.busy.has(paper.key)) return;
  desk.busy.add(paper.key);
  repaint(desk);
  await edit(desk, namesOf(mark), "bookmark.save", {row: hit.raw, found_on: placeOf()}, "Saved");
  desk.busy.delete(paper.key);
  repaint(desk);
}

/** Puts a row out of the way. @param {Desk} desk @param {Mark} mark */
export async function dismiss(desk, mark) {
  if (!mark.hit || !mark.paper || desk.busy.has(mark.paper.key)) return;
  desk.near = null; // it is dimmed at once, also under the pointer
  await edit(desk, namesOf(mark), "bookmark.dismiss", {row: mark.hit.raw, found_on: placeOf()}, "Dismissed");
}

/** Takes its dismissal back. @param {Desk} desk @param {Mark} mark */
export async function back(desk, mark) {
  if (mark.view) await edit(desk, namesOf(mark), "bookmark.bring_back", {bookmark: mark.view.id}, "Brought back");
}

/** I have seen what the page says is new of its paper. @param {Desk} desk @param {Mark} mark */
export async function seen(desk, mark) {
  if (mark.view) await edit(desk, namesOf(mark), "bookmark.seen", {bookmark: mark.view.id, told: toldOf(desk, namesOf(mark))}, "Seen");
}

/** The row is the paper that its title says: the bookmark gets its ids too. @param {Desk} desk @param {Mark} mark */
export async function join(desk, mark) {
  if (mark.same) await edit(desk, namesOf(mark), "bookmark.attach", {bookmark: mark.same.bookmark, ids: mark.paper?.ids}, "Joined");
}

/** The row is another paper with the same title. @param {Desk} desk @param {Mark} mark */
export async function unlike(desk, mark) {
  const {same} = mark;
  if (!same) return;
  mark.same = null;
  const done = await edit(desk, namesOf(mark), "same.refuse", {bookmark: same.bookmark, row: mark.paper?.ids}, "Kept apart");
  if (done && desk.last) desk.last.after = () => (mark.same = same);
  else if (!done) mark.same = same;
  repaint(desk);
}

/** Where papers of this page are found. */
const placeOf = () => ({url: location.href, title: document.title});

/**
 * Takes the last edit back.
 * @param {Desk} desk
 */
export async function undo(desk) {
  await takeBack(desk, desk.last);
}

/** @param {Desk} desk @param {Desk["last"]} last */
export async function takeBack(desk, last) {
  if (!last) return;
  if (await edit(desk, last.ids, last.undo.kind, last.undo.body, "Undone")) last.after?.();
  desk.last = null;
  repaint(desk);
}

/**
 * Opens the editor of a saved paper, or closes it.
 * @param {Desk} desk
 * @param {Mark} mark
 */
export async function open(desk, mark) {
  const again = desk.card && meet(desk.card.ids, namesOf(mark));
  await desk.card?.close();
  if (!again && mark.view) await openCard(desk, mark.view);
}
