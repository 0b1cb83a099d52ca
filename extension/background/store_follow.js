// The replica for what is made of it elsewhere and must follow it: how far it has come, and all of it, some at a time.

import {done, readMeta, transact} from "./database.js";
import {nextSeq} from "./outbox.js";

/** The same point again says that nothing changed since. @typedef {{cursor: any, next: number}} Point `next`: seq of the next edit */

/**
 * @param {IDBDatabase} db
 * @param {<T>(work: (replica: import("./replica.js").Replica, transaction: IDBTransaction) => Promise<T>) => Promise<T>} read
 */
export function follows(db, read) {
  /**
   * What was pulled, dead rows too, in the order of ids.
   * @param {"bookmarks" | "tags"} name
   * @param {string | null} after an id
   * @param {number} count
   * @returns {Promise<{kind: string, id: string, rev: number}[]>}
   */
  const rowsAfter = (name, after, count) =>
    transact(db, [name], "readonly", async (transaction) => {
      const range = after === null ? null : IDBKeyRange.lowerBound(after, true);
      const records = /** @type {any[]} */ (await done(transaction.objectStore(name).getAll(range, count)));
      return records.map(({kind, id, rev}) => ({kind, id, rev}));
    });

  /**
   * What was pulled as it is shown now, in the order of ids.
   * @param {string | null} after an id
   * @param {number} count
   * @returns {Promise<{id: string, view: import("../lib/replay.js").View | null}[]>} null for what is not shown under its own id
   */
  const showAfter = (after, count) =>
    read(async (replica, transaction) => {
      const range = after === null ? null : IDBKeyRange.lowerBound(after, true);
      const records = await done(transaction.objectStore("bookmarks").getAll(range, count));
      return Promise.all(records.map(async (record) => ({id: record.id, view: await replica.show(await replica.pulled(record))})));
    });

  return {
    rowsAfter, showAfter,
    /** @returns {Promise<Point>} */
    point: () =>
      transact(db, ["outbox", "meta"], "readonly", async (transaction) => {
        return {next: await nextSeq(transaction), cursor: await readMeta(transaction, "cursor")};
      }),

    /** @param {number} seq @returns {Promise<string[]>} the bookmarks with an edit that waits, of this seq or later */
    editedFrom: (seq) =>
      transact(db, ["outbox"], "readonly", async (transaction) => {
        const entries = await done(transaction.objectStore("outbox").getAll(IDBKeyRange.lowerBound(seq)));
        return [...new Set(entries.flatMap(({bookmark}) => bookmark ?? []))];
      }),
  };
}
