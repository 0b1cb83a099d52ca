// The index of titles: by which title a bookmark is found when a row shows that title under another id. And what fills the
// indexes that came later, this and that of cite keys, for what was kept before.

import {citedOf} from "./cited.js";
import {done, readMeta, transact, writeMeta} from "./database.js";
import {folded, telling} from "../lib/titles.js";
import {told} from "../lib/view.js";

const SLICE = 300; // records: others get their turn between two

/**
 * What a record carries for the index: nothing where its title does not say enough to be one paper's.
 * @param {any} record as pulled
 * @returns {{titled?: string}}
 */
export function titleOf(record) {
  const titled = record.alive ? said(told({fields: {}, meta: {}, ...record}, "title", "")) : "";
  return titled ? {titled} : {};
}

/**
 * The same for an entry of the outbox.
 * @param {any[]} mutations
 * @returns {string[]}
 */
export function titledOf(mutations) {
  const titles = mutations.flatMap(({field, value, meta, fields}) => [field === "title" ? value : "", meta?.title ?? "", fields?.title ?? ""]);
  return [...new Set(titles.map(said).filter(Boolean))];
}

/** @param {unknown} title */
function said(title) {
  const fold = typeof title === "string" ? folded(title) : "";
  return telling(fold) ? fold : "";
}

/**
 * Gives what was kept before there were these indexes its place in them, a slice in each transaction: the worker may die between
 * any two, and goes on there when it is opened again.
 * @param {IDBDatabase} db
 */
export async function fillTitles(db) {
  while (await transact(db, ["bookmarks", "outbox", "meta"], "readwrite", fillSome, "relaxed"));
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<boolean>} whether there is more
 */
async function fillSome(transaction) {
  const after = await readMeta(transaction, "untitled");
  if (after === null) return false;
  if (after === "") await fillOutbox(transaction.objectStore("outbox"));
  const bookmarks = transaction.objectStore("bookmarks");
  const records = /** @type {any[]} */ (await done(bookmarks.getAll(IDBKeyRange.lowerBound(after, true), SLICE)));
  for (const record of records) bookmarks.put({...record, ...titleOf(record), ...citedOf(record)});
  const more = records.length === SLICE;
  await writeMeta(transaction, {untitled: more ? records.at(-1).id : null});
  return more;
}

/** @param {IDBObjectStore} outbox */
async function fillOutbox(outbox) {
  const request = outbox.openCursor();
  for (let cursor = await done(request); cursor; cursor = await done(request)) {
    cursor.update({...cursor.value, titled: titledOf(cursor.value.mutations)});
    cursor.continue();
  }
}
