// What the rows of this page show, and how what others changed comes to them. The edits themselves are in edits.js.

import {alive, ask} from "../ask.js";
import {createFace} from "./row.js";

/**
 * @typedef {import("./types.js").Desk} Desk
 * @typedef {import("./types.js").Mark} Mark
 */

/** @returns {Desk} */
export function createDesk() {
  return {papers: () => [], theme: "", kind: "", last: null, trouble: null, busy: new Set(), card: null, near: null, select: null, signal: undefined};
}

/** What each row shows, to repaint only what differs. @type {WeakMap<object, string>} */
const painted = new WeakMap();

/** @type {(a: string[], b: string[]) => boolean} */
export const meet = (a, b) => a.some((id) => b.includes(id));

const debug = (/** @type {unknown} */ error) => console.debug("Manicule:", error);

/** All ids of the paper of a row: what the page says and what the bookmark knows. @param {Mark} mark */
export const namesOf = ({paper, view}) => [...(paper?.ids ?? []), ...(view?.ids ?? [])];

/** What this page says of the versions of a paper. @param {Desk} desk @param {string[]} ids */
export function toldOf(desk, ids) {
  const {version, revised, withdrawn, venue} = desk.papers().find((mark) => meet(namesOf(mark), ids))?.paper ?? {};
  return {version, revised, withdrawn, venue};
}

/** A face whose buttons load what they need when they are first pressed. @param {Desk} desk @param {Mark} mark */
export function dress(desk, mark) {
  const face = createFace(mark.paper, desk.theme, (act) => {
    const doing = act === "related" ? import("./hints.js").then((hints) => hints.related(desk, mark)) : import("./edits.js").then((edits) => edits[act](desk, mark));
    void doing.catch(debug);
  });
  face.host.addEventListener("keydown", (event) => tick(desk, mark, event));
  desk.select?.dress(mark, face);
  return face;
}

/** `x` on a row selects it, as in mail programs, and begins a selection. @param {Desk} desk @param {Mark} mark @param {KeyboardEvent} event */
function tick(desk, mark, event) {
  if (event.key.toLowerCase() !== "x" || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  if (desk.select) desk.select.toggle(mark, event.shiftKey);
  else void import("./select.js").then(({begin}) => begin(desk, mark)).catch(debug);
}

/** @param {Desk} desk @param {Mark} mark */
export function paint({last, trouble, busy, card}, mark) {
  if (!mark.face || !mark.paper) return;
  const names = namesOf(mark);
  const state = {
    view: mark.view,
    isNew: mark.isNew && !mark.view,
    hints: mark.hints,
    same: mark.view ? null : mark.same,
    busy: busy.has(mark.paper.key),
    done: last && !card && meet(last.ids, names) ? last.done : null, // an open editor says it itself
    trouble: trouble && meet(trouble.ids, names) ? trouble.text : null,
  };
  const text = JSON.stringify(state);
  if (painted.get(mark.face) === text) return;
  painted.set(mark.face, text);
  mark.face.show(state);
}

/** @param {Desk} desk */
export function repaint(desk) {
  for (const mark of desk.papers()) paint(desk, mark);
  desk.card?.tell(desk.last, desk.trouble);
  dim(desk);
}

/** @type {Promise<typeof import("./dim.js")> | null} loaded when a row is dismissed */
let dimming = null;

/** Dims the dismissed rows, and those no longer so not. @param {Desk} desk */
export function dim(desk) {
  if (!dimming && !desk.papers().some(({view}) => view?.status === "dismissed")) return;
  dimming ??= import("./dim.js");
  void dimming.then((loaded) => loaded.dim(desk.papers(), desk.near)).catch(debug);
}

/** @param {Desk} desk @param {Mark | null} mark the row at hand */
export function near(desk, mark) {
  const concerned = [desk.near, mark].some((one) => one?.view?.status === "dismissed");
  desk.near = mark;
  if (concerned) dim(desk);
}

/**
 * Asks again about the rows that changed (all when not said); an open editor keeps what is being typed.
 * @param {Desk} desk @param {{ids?: string[], bookmarks?: string[], all?: boolean}} [change]
 */
export async function refresh(desk, change) {
  const {ids = [], bookmarks = [], all = !change} = change ?? {};
  const marks = desk.papers().filter((mark) => all || meet(namesOf(mark), ids) || bookmarks.includes(mark.view?.id ?? ""));
  if (!marks.length || !alive()) return;
  const views = await ask("rows.look", {rows: marks.map((mark) => mark.paper?.ids)});
  marks.forEach((mark, index) => (mark.view = views[index]));
  const edited = marks.find((mark) => desk.card && meet(namesOf(mark), desk.card.ids));
  if (edited) desk.card?.update(edited.view);
  repaint(desk);
}
