// Fills the indexes of a replica that came after it, of titles and of cite keys, for what was kept before they were there.

import {citedOf} from "./cited.js";
import {done, readMeta, transact, writeMeta} from "./database.js";
import {titledOf, titleOf} from "./titled.js";

const SLICE = 300; // records: others get their turn between two

/**
 * Gives each record its place in them, a slice in each transaction: the worker may die between any two, and goes on there when
 * it is opened again.
 * @param {IDBDatabase} db
 */
export async function fillIndexes(db) {
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
