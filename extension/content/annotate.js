// Finds the rows of one visit to a page, asks what is known about them, and keeps one face on each.
// A MutationObserver wakes it: unlike the animation trick it also tells of faces taken away and of rows that became
// another paper, needs no style in the page, and works where `content-visibility` keeps animations from starting.

import {findRows, readRow} from "../lib/rows.js";
import {createBudget} from "./budget.js";
import {inSlices, inViewFirst} from "./pace.js";
import {FACE} from "./row.js";
import {watch} from "./watch.js";

/** @typedef {import("./row.js").Face} Face */
/** @typedef {import("./row.js").View} View */

/**
 * One row of the page. `hit` is null where the row is no paper, `view` where the paper is not saved.
 * @typedef {{elements: Element[], hit: any, view: View | null, face: Face | null, placedAt: number, gaveUp: boolean}} Mark
 */

/**
 * What a visit needs: the page spec and context of lib/rows.js, and the ways to ask and to make a face.
 * @typedef {object} Needs
 * @property {Document} document
 * @property {any} page
 * @property {any} context
 * @property {AbortSignal} signal removes everything again
 * @property {(rows: string[][]) => Promise<(View | null)[]>} look
 * @property {(mark: Mark) => Face} dress makes the face of a row that has been looked up
 * @property {(health: Health) => void} settled called after each round
 * @property {() => number} [now]
 */

/** @typedef {{rows: number, keys: number, annotated: number, gave_up: number}} Health */
/** @typedef {Needs & ReturnType<typeof blank>} Visit */

const CHUNK = 100;
const CALM = 80; // ms between rounds at least, so that a busy page is looked at in batches

/**
 * Annotates the page until the signal aborts.
 * @param {Needs} needs
 * @returns {Visit} `marks` are the rows, by their first element, in the order found
 */
export function annotate(needs) {
  /** @type {Visit} */
  const visit = {...needs, ...blank(needs.now ?? Date.now)};
  watch(visit, () => void rounds(visit));
  visit.signal.addEventListener("abort", () => leave(visit), {once: true});
  void rounds(visit);
  return visit;
}

/** @param {() => number} now */
function blank(now) {
  return {
    /** @type {Map<Element, Mark>} */
    marks: new Map(),
    /** @type {WeakMap<Element, Mark>} */
    owner: new WeakMap(),
    /** @type {Set<Mark>} */
    touched: new Set(),
    changed: true,
    busy: false,
    budget: createBudget(now),
  };
}

/**
 * The marks that show a paper, in page order.
 * @param {Visit} visit
 */
export function papers(visit) {
  return [...visit.marks.values()].filter((mark) => mark.hit);
}

/** @param {Visit} visit */
async function rounds(visit) {
  if (visit.busy) return;
  visit.busy = true;
  try {
    while ((visit.changed || visit.touched.size) && !visit.signal.aborted) {
      const began = performance.now();
      await round(visit);
      if (!visit.signal.aborted) visit.settled(health(visit));
      const calm = Math.max(CALM, 4 * (performance.now() - began));
      await new Promise((done) => setTimeout(done, calm));
    }
  } catch (error) {
    console.debug("Manicule:", error);
  } finally {
    visit.busy = false;
  }
}

/** @param {Visit} visit */
async function round(visit) {
  const touched = [...visit.touched];
  visit.touched.clear();
  const todo = visit.changed ? survey(visit) : [];
  todo.push(...touched.filter((mark) => visit.marks.get(mark.elements[0]) === mark).map((mark) => mark.elements));
  const rows = await inViewFirst([...new Set(todo)]);
  for (let start = 0; start < rows.length && !visit.signal.aborted; start += CHUNK) {
    await handle(visit, rows.slice(start, start + CHUNK));
  }
}

/**
 * Looks for rows again, forgets those that went away, and says which need work.
 * @param {Visit} visit
 * @returns {Element[][]}
 */
function survey(visit) {
  visit.changed = false;
  const found = findRows(visit.document, visit.page);
  const before = visit.marks;
  visit.marks = new Map();
  const todo = found.filter((elements) => {
    const known = before.get(elements[0]);
    const mark = known && same(known.elements, elements) ? known : unread(elements);
    if (mark === known) before.delete(elements[0]);
    visit.marks.set(elements[0], mark);
    for (const element of elements) visit.owner.set(element, mark);
    return mark !== known || (mark.face && !mark.gaveUp && !sits(mark));
  });
  for (const mark of before.values()) drop(visit, mark);
  return todo.map((elements) => /** @type {Mark} */ (visit.marks.get(elements[0])).elements);
}

/** @type {(elements: Element[]) => Mark} */
const unread = (elements) => ({elements, hit: null, view: null, face: null, placedAt: 0, gaveUp: false});

/** @type {(a: Element[], b: Element[]) => boolean} */
const same = (a, b) => a.length === b.length && a.every((element, index) => element === b[index]);

/**
 * Reads some rows, asks about the new ones, and puts their faces on.
 * @param {Visit} visit
 * @param {Element[][]} rows
 */
async function handle(visit, rows) {
  /** @type {Mark[]} */
  const fresh = [];
  await inSlices(rows, (elements) => {
    const mark = visit.marks.get(elements[0]);
    if (!mark) return;
    if (read(visit, mark)) fresh.push(mark);
    else if (mark.face) place(visit, mark);
  }, visit.signal);
  if (!fresh.length) return;
  const views = await visit.look(fresh.map((mark) => mark.hit.row.ids));
  await inSlices(fresh.entries(), ([index, mark]) => {
    if (visit.marks.get(mark.elements[0]) !== mark || mark.face) return;
    mark.view = views[index];
    mark.face = visit.dress(mark);
    place(visit, mark);
  }, visit.signal);
}

/**
 * Reads a row anew; the paper's key decides whether it is still the same row.
 * @param {Visit} visit
 * @param {Mark} mark
 * @returns {boolean} whether it now needs a new face
 */
function read(visit, mark) {
  const hit = readRow(mark.elements, visit.context);
  if (hit && mark.hit?.row.key === hit.row.key) {
    mark.hit = {...hit, row: mark.hit.row};
    return !mark.face;
  }
  undress(mark);
  Object.assign(mark, {hit, view: null, gaveUp: false});
  return Boolean(hit);
}

/**
 * @param {Visit} visit
 * @param {Mark} mark with a face
 */
function place(visit, mark) {
  const face = /** @type {Face} */ (mark.face);
  const {key} = mark.hit.row;
  if (sits(mark) || mark.gaveUp) return;
  if (mark.placedAt) visit.budget.lost(key);
  mark.gaveUp = visit.budget.spent(key);
  if (mark.gaveUp) return void face.host.remove();
  strays(mark);
  const {element, where} = mark.hit.mount;
  if (where === "after") element.after(face.host);
  else element.append(face.host);
  mark.placedAt = visit.budget.now();
}

/** @param {Mark} mark */
function sits({face, hit}) {
  if (!face?.host.isConnected || !hit) return false;
  const {element, where} = hit.mount;
  return where === "after" ? face.host.previousElementSibling === element : face.host.parentNode === element;
}

/** Removes faces that are not ours: copies made by the page, or left by an extension that was updated. @param {Mark} mark */
function strays({elements, face}) {
  for (const element of elements) {
    for (const other of element.querySelectorAll(FACE)) if (other !== face?.host) other.remove();
  }
}

/**
 * @param {Visit} visit
 * @param {Mark} mark of a row that is gone
 */
function drop(visit, mark) {
  if (mark.face) visit.budget.vanished(mark.hit.row.key, mark.placedAt);
  undress(mark);
}

/** @param {Mark} mark */
function undress(mark) {
  mark.face?.host.remove();
  Object.assign(mark, {face: null, placedAt: 0});
}

/** @param {Visit} visit */
function leave(visit) {
  for (const mark of visit.marks.values()) undress(mark);
  visit.marks.clear();
}

/**
 * @param {Visit} visit
 * @returns {Health}
 */
function health(visit) {
  const marks = [...visit.marks.values()];
  return {
    rows: marks.length,
    keys: marks.filter((mark) => mark.hit).length,
    annotated: marks.filter((mark) => mark.face?.host.isConnected).length,
    gave_up: marks.filter((mark) => mark.gaveUp).length,
  };
}
