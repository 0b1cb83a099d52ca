// Edits from this page, and what others changed: one place that asks, and shows the answer on every row of the paper.

import {alive, ask} from "../ask.js";
import {createFace} from "./row.js";
import {createVoice} from "./voice.js";

/** @typedef {import("./annotate.js").Mark} Mark */
/** @typedef {import("./row.js").View} View */
/** @typedef {{ids: string[], done: string, undo: {kind: string, body: object}}} Last the edit that can be undone */

/**
 * @typedef {object} Desk
 * @property {() => Mark[]} papers the rows of this page that are papers
 * @property {string} theme
 * @property {Last | null} last
 * @property {{ids: string[], text: string} | null} trouble what went wrong with the last edit
 * @property {Set<string>} busy keys being saved
 * @property {import("./card.js").Card | null} card the open editor
 * @property {ReturnType<typeof createVoice>} voice
 */

/** @returns {Desk} */
export function createDesk() {
  return {papers: () => [], theme: "light", last: null, trouble: null, busy: new Set(), card: null, voice: createVoice(document)};
}

/** What each row shows, so that a repaint touches only what differs. @type {WeakMap<Mark, string>} */
const painted = new WeakMap();

/** @type {(a: string[], b: string[]) => boolean} */
const meet = (a, b) => a.some((id) => b.includes(id));

/**
 * All names of the paper of a row: what the page says and what the bookmark knows.
 * @param {Mark} mark
 * @returns {string[]}
 */
const namesOf = ({hit, view}) => [...hit.row.ids, ...(view?.ids ?? [])];

/**
 * @param {Desk} desk
 * @param {Mark} mark
 */
export function dress(desk, mark) {
  const acts = {save: () => void save(desk, mark), open: () => void open(desk, mark), undo: () => void undo(desk)};
  const face = createFace(mark.hit.row, acts, desk.theme);
  const state = stateOf(desk, mark);
  painted.set(mark, JSON.stringify(state));
  face.show(state);
  return face;
}

/**
 * @param {Desk} desk
 * @param {Mark} mark
 */
function stateOf({last, trouble, busy}, mark) {
  const names = namesOf(mark);
  return {
    view: mark.view,
    busy: busy.has(mark.hit.row.key),
    done: last && meet(last.ids, names) ? last.done : null,
    trouble: trouble && meet(trouble.ids, names) ? trouble.text : null,
  };
}

/** @param {Desk} desk */
function repaint(desk) {
  for (const mark of desk.papers()) {
    if (mark.face) paint(desk, mark);
  }
  desk.card?.tell(desk.last, desk.trouble);
}

/**
 * @param {Desk} desk
 * @param {Mark} mark with a face
 */
function paint(desk, mark) {
  const state = stateOf(desk, mark);
  const text = JSON.stringify(state);
  if (painted.get(mark) === text) return;
  painted.set(mark, text);
  mark.face?.show(state);
}

/**
 * Shows a paper's bookmark on all its rows.
 * @param {Desk} desk
 * @param {string[]} ids
 * @param {View | null} view
 */
function settle(desk, ids, view) {
  const names = [...ids, ...(view?.ids ?? [])];
  for (const mark of desk.papers()) if (meet(namesOf(mark), names)) mark.view = view;
  if (desk.card && meet(desk.card.ids, names)) desk.card.update(view);
  repaint(desk);
}

/**
 * One edit, shown at once, that can be undone. Resolves with null when it did not work: the row and card say why.
 * @param {Desk} desk
 * @param {string[]} ids of the paper
 * @param {string} kind
 * @param {object} body
 * @param {string} done what to say, e.g. "Saved"
 * @returns {Promise<{bookmark: View | null} | null>}
 */
export async function edit(desk, ids, kind, body, done) {
  try {
    const answer = await ask(kind, body);
    Object.assign(desk, {trouble: null, last: answer.undo ? {ids, done, undo: answer.undo} : null});
    settle(desk, ids, answer.bookmark);
    desk.voice.say(done);
    return answer;
  } catch (error) {
    const text = /** @type {Error} */ (error).message;
    desk.trouble = {ids, text};
    desk.voice.say(text);
    repaint(desk);
    return null;
  }
}

/**
 * @param {Desk} desk
 * @param {Mark} mark
 */
async function save(desk, mark) {
  const {row} = mark.hit;
  if (desk.busy.has(row.key)) return;
  desk.busy.add(row.key);
  repaint(desk);
  await edit(desk, namesOf(mark), "bookmark.save", {row, found_on: {url: location.href, title: document.title}}, "Saved");
  desk.busy.delete(row.key);
  repaint(desk);
}

/**
 * @param {Desk} desk
 * @param {Last | null} [last] the edit to take back
 */
export async function undo(desk, last = desk.last) {
  if (!last) return;
  const {ids, undo: {kind, body}} = last;
  await edit(desk, ids, kind, body, "Undone");
  desk.last = null;
  repaint(desk);
}

/**
 * @param {Desk} desk
 * @param {Mark} mark of a saved paper
 */
async function open(desk, mark) {
  try {
    const again = desk.card && mark.view && desk.card.ids.includes(mark.view.ids[0]);
    await desk.card?.close();
    if (again || desk.card || !mark.view) return;
    const {openCard} = await import("./card.js");
    await openCard(desk, mark.view);
  } catch (error) {
    console.debug("Manicule:", error);
  }
}

/**
 * Asks again for the rows that something changed; an open editor keeps what is being typed.
 * @param {Desk} desk
 * @param {{ids?: string[], bookmarks?: string[]}} [change] all rows when left out
 */
export async function refresh(desk, change) {
  const {ids = [], bookmarks = []} = change ?? {};
  const marks = desk.papers().filter((mark) => !change || meet(namesOf(mark), ids) || bookmarks.includes(mark.view?.id ?? ""));
  if (!marks.length || !alive()) return;
  const views = await ask("rows.look", {rows: marks.map((mark) => mark.hit.row.ids)});
  marks.forEach((mark, index) => (mark.view = views[index]));
  const shown = marks.find((mark) => desk.card && meet(namesOf(mark), desk.card.ids));
  if (shown) desk.card?.update(shown.view);
  repaint(desk);
}
