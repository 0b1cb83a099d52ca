// Finds the rows of a page, asks which papers they are and what is known of them, and keeps a face on each.

import {findRows, readRow} from "../lib/rows.js";
import {createBudget} from "./budget.js";
import {inSlices, inViewFirst, pause} from "./pace.js";
import {watch} from "./watch.js";

/**
 * @typedef {import("./types.js").Mark} Mark
 * @typedef {import("./types.js").Visit} Visit
 */

const FIRST = 60; // rows: about what is in view
const CHUNK = 400; // rows asked about and placed at once: the page lays itself out anew for each
const CALM = 80; // ms between rounds
const TRIES = 4;

/**
 * Annotates the page until the signal aborts.
 * @param {import("./types.js").Needs} needs
 * @returns {Visit} `marks` are the rows, by their first element, in page order
 */
export function annotate(needs) {
  /** @type {Visit} */
  const visit = {...needs, ...blank(needs.now)};
  watch(visit, () => void rounds(visit));
  visit.signal.addEventListener("abort", () => leave(visit), {once: true});
  void rounds(visit);
  return visit;
}

export function blank(now = Date.now) {
  return {
    marks: /** @type {Map<Element, Mark>} */ (new Map()),
    owner: /** @type {WeakMap<Node, Mark>} */ (new WeakMap()),
    touched: /** @type {Set<Mark>} */ (new Set()),
    changed: true,
    busy: false,
    failures: 0,
    budget: createBudget(now),
  };
}

/** @param {Visit} visit */
async function rounds(visit) {
  if (visit.busy) return;
  visit.busy = true;
  while ((visit.changed || visit.touched.size) && !visit.signal.aborted) {
    const began = performance.now();
    try {
      await round(visit);
      if (!visit.signal.aborted) visit.settled(health(visit));
    } catch (error) {
      console.debug("Manicule:", error);
      visit.failures += 1;
      visit.changed = visit.failures < TRIES;
    }
    await pause(Math.max(CALM * 4 ** visit.failures, 4 * (performance.now() - began)));
  }
  visit.busy = false;
}

/** @param {Visit} visit */
async function round(visit) {
  const touched = [...visit.touched].filter((mark) => visit.marks.get(mark.elements[0]) === mark);
  visit.touched.clear();
  const todo = new Set(visit.changed ? survey(visit) : []);
  for (const mark of touched) todo.add(mark);
  const marks = await inViewFirst([...todo]);
  for (let start = 0; start < marks.length && !visit.signal.aborted; start += start ? CHUNK : FIRST) {
    await handle(visit, marks.slice(start, start + (start ? CHUNK : FIRST)));
  }
}

/** Looks for rows again, forgets those that went away, and says which need work. @param {Visit} visit */
function survey(visit) {
  visit.changed = false;
  const before = visit.marks;
  visit.marks = new Map();
  for (const elements of findRows(visit.document, visit.page)) {
    const known = before.get(elements[0]);
    const stays = known && same(known.elements, elements);
    if (stays) before.delete(elements[0]);
    const mark = stays ? known : {elements, hit: null, paper: null, view: null, face: null, placedAt: 0, gaveUp: false};
    visit.marks.set(elements[0], mark);
    for (const element of elements) visit.owner.set(element, mark);
  }
  for (const mark of before.values()) {
    if (mark.face && mark.paper) visit.budget.vanished(mark.paper.key, mark.placedAt);
    undress(mark);
  }
  return [...visit.marks.values()].filter((mark) => !mark.paper || (!mark.gaveUp && !sits(mark)));
}

/** @type {(a: Element[], b: Element[]) => boolean} */
const same = (a, b) => a.length === b.length && a.every((element, index) => element === b[index]);

/**
 * Reads some rows, asks about those that are new, and puts faces on those that are papers.
 * @param {Visit} visit
 * @param {Mark[]} marks
 */
async function handle(visit, marks) {
  /** @type {Mark[]} */
  const unknown = [];
  await inSlices(marks, (mark) => void (reread(visit, mark) && unknown.push(mark)), visit.signal);
  if (unknown.length && !visit.signal.aborted) await learn(visit, unknown);
  const bare = marks.filter(({paper, face, gaveUp}) => paper && !face && !gaveUp);
  const dress = (/** @type {Mark} */ mark) => {
    mark.face = visit.dress(mark);
    if (mark.view || mark.same) visit.paint(mark); // it may be taller than an empty one: filled later, it would move the page
  };
  await inSlices(bare, dress, visit.signal);
  if (visit.signal.aborted) return;
  for (const mark of marks) place(visit, mark);
  await inSlices(bare.filter(({face}) => face), visit.paint, visit.signal);
}

/**
 * Reads a row anew. Its address decides whether it is still the same row.
 * @param {Visit} visit
 * @param {Mark} mark
 * @returns {boolean} whether it must be asked about
 */
function reread(visit, mark) {
  const hit = readRow(mark.elements, visit.context);
  const raw = mark.hit?.raw;
  if (hit && hit.raw.url === raw?.url) {
    mark.hit = {...hit, raw}; // as the site sent it, before MathJax and others rewrote it
    return false;
  }
  undress(mark);
  Object.assign(mark, {hit, paper: null, view: null, gaveUp: false});
  return hit !== null;
}

/** @param {Visit} visit @param {Mark[]} marks */
async function learn(visit, marks) {
  try {
    const answers = await visit.read(marks.flatMap(({hit}) => hit?.raw ?? []));
    marks.forEach((mark, index) => Object.assign(mark, answers[index]));
  } catch (error) {
    for (const mark of marks) mark.hit = null; // to be asked about again
    throw error;
  }
}

/** @param {Visit} visit @param {Mark} mark */
function place({budget}, mark) {
  const {face, hit, paper} = mark;
  if (!face || !hit || !paper || sits(mark)) return;
  if (mark.placedAt) budget.lost(paper.key);
  if (budget.spent(paper.key)) {
    undress(mark);
    mark.gaveUp = true;
    return;
  }
  strays(mark);
  const {element, where} = hit.mount;
  if (where === "after") element.after(face.host);
  else element.append(face.host);
  mark.placedAt = budget.now();
}

/** @param {Mark} mark */
function sits({face, hit}) {
  if (!face?.host.isConnected || !hit) return false;
  const {element, where} = hit.mount;
  return where === "after" ? face.host.previousElementSibling === element : face.host.parentNode === element;
}

/** Removes copies of faces made by the page, or left by an extension that was updated. @param {Mark} mark */
function strays({elements, face, hit}) {
  const found = elements.flatMap((element) => [...element.querySelectorAll("manicule-row")]);
  let next = hit?.mount.element.nextElementSibling;
  for (; next?.localName === "manicule-row"; next = next.nextElementSibling) found.push(next);
  for (const other of found) if (other !== face?.host) other.remove();
}

/** @param {Mark} mark */
function undress(mark) {
  mark.face?.host.remove();
  Object.assign(mark, {face: null, placedAt: 0});
}

/** @param {Visit} visit */
function leave(visit) {
  visit.marks.forEach(undress);
  visit.marks.clear();
}

/** @param {Visit} visit */
function health({marks}) {
  const count = (/** @type {(mark: Mark) => unknown} */ test) => [...marks.values()].filter(test).length;
  return {
    rows: count(({hit}) => hit) || marks.size, keys: count(({paper}) => paper),
    annotated: count(({face}) => face?.host.isConnected), gave_up: count(({gaveUp}) => gaveUp),
  };
}
