// What sync writes to the replica: each step one transaction, so that a worker killed in between loses and doubles nothing.

import {done, readMeta, transact, writeMeta} from "./database.js";
import {everyRecord} from "./find.js";
import {entryOf} from "./outbox.js";
import {bookmarkAgain, readdress, tagAgain} from "../lib/recovery.js";
import {fold, tagIds} from "../lib/replay.js";
import {LIMITS} from "../lib/sync.js";

/** @typedef {import("./replica.js").Entry} Entry */
/** @typedef {import("./store.js").Touched} Touched */
/** @typedef {import("../lib/sync.js").Plan} Plan */
/** @typedef {import("../lib/sync.js").Result} Result */

const ALL = ["bookmarks", "tags", "fresh_bookmarks", "fresh_tags", "outbox", "refused", "meta"];

/**
 * The storage that lib/sync.js asks for.
 * @param {IDBDatabase} db
 * @param {{now: () => number, changed: (touched: Touched) => void}} options
 * @returns {import("../lib/sync.js").SyncStore}
 */
export function syncWrites(db, {now, changed}) {
  return {
    syncState: () =>
      transact(db, ["meta"], "readonly", async (transaction) => ({
        device: await readMeta(transaction, "device"), cursor: await readMeta(transaction, "cursor"), recovery: await readMeta(transaction, "recovery"),
      })),
    outgoing: (limits) => transact(db, ["outbox"], "readonly", (transaction) => outgoing(transaction, limits)),
    absorb: async (plan) => changed(await transact(db, ALL, "readwrite", (transaction) => absorb(transaction, plan, now()))),
    beginRecovery: (reason) => transact(db, ALL, "readwrite", (transaction) => beginRecovery(transaction, reason)),
    renewDevice: (made) => transact(db, ALL, "readwrite", (transaction) => renewDevice(transaction, made)),
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
      bytes += new TextEncoder().encode(JSON.stringify(entry.mutations)).length;
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
 * @returns {Promise<Touched>}
 */
async function absorb(transaction, plan, now) {
  const touched = await putRows(transaction, plan.rows, plan.fresh ? "fresh_" : "");
  await writeMeta(transaction, {clock: plan.serverTime - now});
  if (plan.fresh) {
    const recovery = await readMeta(transaction, "recovery");
    await writeMeta(transaction, {recovery: {...recovery, cursor: plan.cursor, pulled: !plan.more}});
    return {ids: [], bookmarks: [], all: false}; // Nothing of it is shown yet.
  }
  await writeMeta(transaction, {cursor: plan.cursor});
  const acknowledged = await markOutbox(transaction, plan, now);
  return {
    ids: [...new Set([...touched.ids, ...acknowledged.ids])], bookmarks: [...new Set([...touched.bookmarks, ...acknowledged.bookmarks])],
    all: touched.all || acknowledged.all,
  };
}

/**
 * @param {IDBTransaction} transaction
 * @param {any[]} rows
 * @param {"" | "fresh_"} prefix
 * @returns {Promise<Touched>}
 */
async function putRows(transaction, rows, prefix) {
  const bookmarks = transaction.objectStore(`${prefix}bookmarks`);
  const tags = transaction.objectStore(`${prefix}tags`);
  /** @type {Touched} */
  const touched = {ids: [], bookmarks: [], all: false};
  for (const row of rows) {
    if (row.kind === "tag") {
      tags.put({...row, folded: fold(row.name ?? "")});
      touched.all = true; // Its name may stand on any row.
    } else if (row.kind === "bookmark") {
      const gone = row.alive ? [] : ((await done(bookmarks.get(row.id)))?.ids ?? []);
      bookmarks.put({...row, tag_ids: row.alive ? tagIds(row) : []});
      touched.ids.push(...row.ids, ...gone);
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
    const {status, code, message} = entry.results?.[i] ?? {};
    if (status !== "rejected" && status !== "unknown_row") return;
    const why = {code: code ?? status, message: message ?? "The server does not know the paper or tag that this edit is about."};
    transaction.objectStore("refused").put({mid: mutation.mid, mutation, ...why, at: now});
  });
}

/**
 * Everything is to be pulled anew, beside the shadow, which stays what is shown until all is there.
 * @param {IDBTransaction} transaction
 * @param {string} reason
 */
async function beginRecovery(transaction, reason) {
  const running = await readMeta(transaction, "recovery");
  const worst = running && running.reason !== "device_forked" ? running.reason : reason;
  transaction.objectStore("fresh_bookmarks").clear();
  transaction.objectStore("fresh_tags").clear();
  await writeMeta(transaction, {recovery: {reason: worst, cursor: null, renewed: false, pulled: false}});
}

/**
 * @param {IDBTransaction} transaction
 * @param {{device: string, token: string}} made
 */
async function renewDevice(transaction, {device, token}) {
  const recovery = await readMeta(transaction, "recovery");
  await writeMeta(transaction, {device, token, recovery: {...recovery, renewed: true}});
}

/**
 * All is pulled: what the server has lost goes to the front of the outbox, numbered anew for the new device, and the
 * pulled rows become the shadow.
 * @param {IDBTransaction} transaction
 */
async function finishRecovery(transaction) {
  const recovery = await readMeta(transaction, "recovery");
  const forked = recovery.reason === "device_forked"; // The server's history is whole, so what was seen still holds.
  const entries = /** @type {Entry[]} */ (await done(transaction.objectStore("outbox").getAll()));
  const aliases = await oldAliases(transaction);
  const lost = forked ? [] : await lostByServer(transaction);
  const kept = entries.map((entry) => entry.mutations.map((mutation) => readdress(mutation, {forked, aliases})));
  transaction.objectStore("outbox").clear();
  let seq = 1;
  for (const mutations of [...lost, ...kept]) {
    transaction.objectStore("outbox").add(entryOf(seq, mutations));
    seq += mutations.length;
  }
  await adopt(transaction, "bookmarks");
  await adopt(transaction, "tags");
  await writeMeta(transaction, {cursor: recovery.cursor, seq, recovery: null});
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<Map<string, string>>} ids that the fresh shadow has never seen, and what they stood for in the old one
 */
async function oldAliases(transaction) {
  const aliases = new Map();
  for (const store of ["bookmarks", "tags"]) {
    for await (const record of everyRecord(transaction, store)) {
      if (!record.alias_of) continue;
      const known = await done(transaction.objectStore(`fresh_${store}`).getKey(record.id));
      if (known === undefined) aliases.set(record.id, record.alias_of);
    }
  }
  return aliases;
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<any[][]>} the mutations that give the server back what it lost, a group per tag or paper
 */
async function lostByServer(transaction) {
  const fresh = {bookmarks: transaction.objectStore("fresh_bookmarks"), tags: transaction.objectStore("fresh_tags")};
  const groups = [];
  for await (const tag of everyRecord(transaction, "tags")) {
    const known = await done(fresh.tags.get(tag.id));
    if (tag.alive && !known) groups.push([{mid: crypto.randomUUID(), ...tagAgain(tag)}]);
  }
  for await (const old of everyRecord(transaction)) {
    if (!old.alive) continue;
    let now = await done(fresh.bookmarks.get(old.id));
    while (now?.alias_of) now = await done(fresh.bookmarks.get(now.alias_of));
    const again = bookmarkAgain(old, now ?? null).map((mutation) => ({mid: crypto.randomUUID(), ...mutation}));
    for (let i = 0; i < again.length; i += LIMITS.mutations) groups.push(again.slice(i, i + LIMITS.mutations));
  }
  return groups;
}

/**
 * The fresh rows take the place of the old ones.
 * @param {IDBTransaction} transaction
 * @param {"bookmarks" | "tags"} name
 */
async function adopt(transaction, name) {
  transaction.objectStore(name).clear();
  for await (const record of everyRecord(transaction, `fresh_${name}`)) transaction.objectStore(name).put(record);
  transaction.objectStore(`fresh_${name}`).clear();
}
