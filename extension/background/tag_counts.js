// How often each tag is on what was pulled. To count it in a large library takes seconds, and whoever writes waits for that:
// so it is kept beside the replica, and every sync says by how much it changes.
//
// meta: tag_counts   [[tag id, times], …] as once counted
//       tag_changes  {tag id: times more} since then; absent where that is not known: then it is counted anew

import {done, readMeta, transact, writeMeta} from "./database.js";

const SLICE = 10; // ms: whoever writes waits no longer for the transactions of a count, one large tag apart
const MANY = 500; // changes that are joined with what was counted

/** @param {IDBDatabase} db */
export function openTagCounts(db) {
  /** @type {Map<string, number> | null} kept in memory from one edit to the next */
  let pulled = null;
  let syncs = 0; // a count that one has overtaken is not kept

  async function counts() {
    if (pulled) return pulled;
    const before = syncs;
    const found = (await transact(db, ["meta"], "readonly", kept)) ?? (await counted(db));
    if (before === syncs) pulled = found;
    return found;
  }

  return {
    /** @returns {Promise<Map<string, number>>} by tag id */
    counts,
    /** Sees to it that the next to ask need not wait for a count. */
    async ready() {
      if ((await transact(db, ["meta"], "readonly", changesKept)) === null) await counts();
    },
    counting: () => pulled !== null,
    /** What a sync did. @param {Map<string, number> | null} tagged by how much tags are used more; null: not known */
    changed(tagged) {
      syncs++;
      if (!tagged) pulled = null;
      for (const [id, more] of tagged ?? []) pulled?.set(id, (pulled.get(id) ?? 0) + more);
    },
  };
}

/** @typedef {Record<string, number>} Changes times more, by tag id */

/** @param {IDBTransaction} transaction @returns {Promise<Changes | null>} null: nobody keeps count */
export const changesKept = (transaction) => readMeta(transaction, "tag_changes");

/**
 * Writes down what a sync changes, in its own transaction.
 * @param {IDBTransaction} transaction
 * @param {Changes | null} changes as of changesKept
 * @param {Map<string, number> | null} tagged by how much tags are used more; null: not known
 */
export async function keepChanges(transaction, changes, tagged) {
  if (!changes || tagged?.size === 0) return;
  if (!tagged) return writeMeta(transaction, {tag_changes: null});
  for (const [id, more] of tagged) changes[id] = (changes[id] ?? 0) + more;
  if (Object.keys(changes).length <= MANY) return writeMeta(transaction, {tag_changes: changes});
  await writeMeta(transaction, {tag_counts: [...joined(await readMeta(transaction, "tag_counts"), changes)], tag_changes: {}});
}

/** @param {IDBTransaction} transaction @returns {Promise<Map<string, number> | null>} null where it has to be counted */
async function kept(transaction) {
  const [counts, changes] = [await readMeta(transaction, "tag_counts"), await changesKept(transaction)];
  return counts && changes && joined(counts, changes);
}

/** @param {[string, number][]} counts @param {Changes} changes */
function joined(counts, changes) {
  const all = new Map(counts);
  for (const [id, more] of Object.entries(changes)) all.set(id, (all.get(id) ?? 0) + more);
  return all;
}

/** @param {IDBDatabase} db */
async function counted(db) {
  const cursor = await transact(db, ["meta"], "readonly", cursorOf);
  const counts = await count(db);
  await transact(db, ["meta"], "readwrite", async (transaction) => {
    if ((await cursorOf(transaction)) === cursor) await writeMeta(transaction, {tag_counts: [...counts], tag_changes: {}});
  }, "relaxed");
  return counts;
}

/** The same again says that nothing was pulled since. @param {IDBTransaction} transaction */
const cursorOf = async (transaction) => JSON.stringify(await readMeta(transaction, "cursor"));

/** @param {IDBDatabase} db */
async function count(db) {
  const ids = await transact(db, ["tags"], "readonly", (transaction) => done(transaction.objectStore("tags").getAllKeys()));
  /** @type {Map<string, number>} */
  const counts = new Map();
  while (counts.size < ids.length) {
    await transact(db, ["bookmarks"], "readonly", async (transaction) => {
      const [index, end] = [transaction.objectStore("bookmarks").index("tag_ids"), performance.now() + SLICE];
      do {
        const id = String(ids[counts.size]);
        counts.set(id, await done(index.count(id)));
      } while (counts.size < ids.length && performance.now() < end);
    });
  }
  return counts;
}
