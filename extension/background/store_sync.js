// What sync writes to the replica: each step one transaction, so that a worker killed in between loses and doubles nothing.

import {citedOf} from "./cited.js";
import {done, readMeta, transact, writeMeta} from "./database.js";
import {countedTags} from "./find.js";
import {sizeOf} from "./outbox.js";
import {answerRecovery, beginRecovery, finishRecovery, renewDevice, weighRecovery} from "./store_recovery.js";
import {changesKept, keepChanges} from "./tag_counts.js";
import {titleOf} from "./titled.js";
import {graveOf} from "../lib/recovery.js";
import {fold} from "../lib/view.js";

const TAKING_AWAY = ["bookmark.delete", "bookmark.detach", "bookmark.untag", "link.delete", "note.resolve", "tag.delete"];

/** @typedef {import("./replica.js").Entry} Entry */
/** @typedef {import("./store.js").Touched} Touched */
/** @typedef {import("../lib/sync.js").Plan} Plan */
/** @typedef {import("../lib/sync.js").Result} Result */

/** @typedef {Touched & {tagged: Map<string, number> | null}} Absorbed `tagged`: by how much each tag is used more; null after many rows */

const FEW = 500; // rows: of these it is cheap to see what they were before
const ALL = ["bookmarks", "tags", "fresh_bookmarks", "fresh_tags", "outbox", "refused", "meta"];

/**
 * The storage that lib/sync.js asks for.
 * @param {IDBDatabase} db
 * @param {{now: () => number, changed: (touched: Touched, tagged?: Map<string, number> | null) => void, counting: () => boolean}} options
 *   `counting`: whether somebody keeps count of how often each tag is used
 * @returns {import("../lib/sync.js").SyncStore & {answerRecovery(keep: "mine" | "theirs"): Promise<boolean>}}
 */
export function syncWrites(db, {now, changed, counting}) {
  return {
    syncState: () =>
      transact(db, ["meta"], "readonly", async (transaction) => ({
        device: await readMeta(transaction, "device"), cursor: await readMeta(transaction, "cursor"), recovery: await readMeta(transaction, "recovery"),
      })),
    outgoing: (limits) => transact(db, ["outbox"], "readonly", (transaction) => outgoing(transaction, limits)),
    absorb: async (plan) => {
      const {tagged, ...touched} = await transact(db, ALL, "readwrite", (transaction) => absorb(transaction, plan, now(), counting()));
      changed(touched, tagged);
    },
    beginRecovery: (reason) => transact(db, ALL, "readwrite", (transaction) => beginRecovery(transaction, reason)),
    renewDevice: (made) => transact(db, ALL, "readwrite", (transaction) => renewDevice(transaction, made)),
    weighRecovery: () => transact(db, ALL, "readwrite", weighRecovery),
    answerRecovery: (keep) => transact(db, ["meta"], "readwrite", (transaction) => answerRecovery(transaction, keep)),
    finishRecovery: async () => {
      await transact(db, ALL, "readwrite", finishRecovery);
      changed({ids: [], bookmarks: [], all: true});
    },
  };
}

/**
 * The next edits to send: whole entries, the first always, as many as fit.
 * @param {IDBTransaction} transaction
 * @param {{mutations: number, bytes: number}} limits
 */
async function outgoing(transaction, limits) {
  const request = transaction.objectStore("outbox").openCursor();
  const sent = [];
  let bytes = 0;
  for (let cursor = await done(request); cursor; cursor = await done(request)) {
    const entry = /** @type {Entry} */ (cursor.value);
    if (!entry.results) {
      bytes += sizeOf(entry.mutations);
      if (sent.length && (sent.length + entry.mutations.length > limits.mutations || bytes > limits.bytes)) break;
      sent.push(...entry.mutations.map((mutation, i) => ({...mutation, seq: entry.seq + i})));
    }
    cursor.continue();
  }
  return sent;
}

/**
 * A whole answer: rows, marks on the outbox, cursor.
 * @param {IDBTransaction} transaction
 * @param {Plan} plan
 * @param {number} now
 * @param {boolean} counting
 * @returns {Promise<Absorbed>}
 */
async function absorb(transaction, plan, now, counting) {
  const changes = await changesKept(transaction);
  const tagged = (counting || changes) && plan.rows.length <= FEW && !plan.fresh ? new Map() : null;
  const touched = await putRows(transaction, plan.rows, plan.fresh ? "fresh_" : "", tagged);
  await writeMeta(transaction, {clock: plan.serverTime - now});
  if (plan.fresh) {
    const recovery = await readMeta(transaction, "recovery");
    await writeMeta(transaction, {recovery: {...recovery, cursor: plan.cursor, head: plan.head, pulled: !plan.more}});
    return {ids: [], bookmarks: [], all: false, tagged: new Map()}; // Nothing of it is shown or counted yet.
  }
  await keepChanges(transaction, changes, tagged);
  await writeMeta(transaction, {cursor: plan.cursor, head: plan.head ?? null});
  const acknowledged = await markOutbox(transaction, plan, now);
  return {
    ids: [...new Set([...touched.ids, ...acknowledged.ids])], bookmarks: [...new Set([...touched.bookmarks, ...acknowledged.bookmarks])],
    all: touched.all || acknowledged.all, tagged,
  };
}

/**
 * @param {IDBTransaction} transaction
 * @param {any[]} rows
 * @param {"" | "fresh_"} prefix
 * @param {Absorbed["tagged"]} tagged gets what these rows change of it
 * @returns {Promise<Touched>}
 */
async function putRows(transaction, rows, prefix, tagged) {
  const bookmarks = transaction.objectStore(`${prefix}bookmarks`);
  const tags = transaction.objectStore(`${prefix}tags`);
  /** @type {Touched} */
  const touched = {ids: [], bookmarks: [], all: false};
  for (const row of rows) {
    if (row.kind === "tag") {
      tags.put({...row, folded: fold(row.name ?? "")});
      touched.all = true; // Its name may stand on any row.
    } else if (row.kind === "bookmark") {
      const before = row.alive && !tagged ? null : await done(bookmarks.get(row.id));
      const counted = countedTags(row);
      bookmarks.put({...row, tag_ids: counted, ...titleOf(row), ...citedOf(row), ...graveOf(row, before)});
      for (const id of counted) tagged?.set(id, (tagged.get(id) ?? 0) + 1);
      for (const id of before?.tag_ids ?? []) tagged?.set(id, (tagged.get(id) ?? 0) - 1);
      touched.ids.push(...row.ids, ...(row.alive ? [] : (before?.ids ?? [])));
      touched.bookmarks.push(row.id);
    }
  }
  return touched;
}

/**
 * Acknowledged edits are dropped only when nothing more is to be pulled: before that, what they did may lie on a page
 * not yet seen, and a server restored meanwhile would have to get them again. Until then they are marked.
 * @param {IDBTransaction} transaction
 * @param {Plan} plan
 * @param {number} now
 * @returns {Promise<Touched>}
 */
async function markOutbox(transaction, plan, now) {
  const results = new Map(plan.results.map((result) => [result.mid, result]));
  /** @type {Touched} */
  const touched = {ids: [], bookmarks: [], all: false};
  const request = transaction.objectStore("outbox").openCursor();
  for (let cursor = await done(request); cursor; cursor = await done(request)) {
    const entry = /** @type {Entry} */ (cursor.value);
    entry.results ??= entry.mutations.flatMap((mutation) => results.get(mutation.mid) ?? []);
    if (entry.results.length < entry.mutations.length) break;
    touched.ids.push(...entry.ids);
    if (entry.bookmark) touched.bookmarks.push(entry.bookmark);
    if (plan.more) cursor.update(entry);
    else await drop(transaction, cursor, entry, now);
    cursor.continue();
  }
  return touched;
}

/**
 * @param {IDBTransaction} transaction
 * @param {IDBCursorWithValue} cursor at the entry
 * @param {Entry} entry
 * @param {number} now
 */
async function drop(transaction, cursor, entry, now) {
  cursor.delete();
  await writeMeta(transaction, {seq: entry.seq + entry.mutations.length});
  entry.mutations.forEach((mutation, i) => {
    const result = entry.results?.[i];
    const {status, code, message} = result?.was ?? result ?? {}; // `was`: what an answer said that did not arrive
    if (status !== "rejected" && status !== "unknown_row") return;
    if (status === "unknown_row" && TAKING_AWAY.includes(mutation.op)) return; // what the server never had is gone as asked
    const why = {code: code ?? status, message: message ?? "The server does not know the paper or tag that this edit is about."};
    transaction.objectStore("refused").put({mid: mutation.mid, mutation, ...why, at: now});
  });
}
