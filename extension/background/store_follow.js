// How far the replica has come, for what is made of it elsewhere and must follow it.

import {done, readMeta, transact} from "./database.js";

/** The same point again says that nothing changed since. @typedef {{cursor: any, next: number}} Point `next`: seq of the next edit */

/** @param {IDBDatabase} db */
export function follows(db) {
  return {
    /** @returns {Promise<Point>} */
    point: () =>
      transact(db, ["outbox", "meta"], "readonly", async (transaction) => {
        const last = (await done(transaction.objectStore("outbox").openCursor(null, "prev")))?.value;
        const next = last ? last.seq + last.mutations.length : ((await readMeta(transaction, "seq")) ?? 1);
        return {cursor: await readMeta(transaction, "cursor"), next};
      }),

    /** @param {number} seq @returns {Promise<string[]>} the bookmarks with an edit that waits, of this seq or later */
    editedFrom: (seq) =>
      transact(db, ["outbox"], "readonly", async (transaction) => {
        const entries = await done(transaction.objectStore("outbox").getAll(IDBKeyRange.lowerBound(seq)));
        return [...new Set(entries.flatMap(({bookmark}) => bookmark ?? []))];
      }),
  };
}
