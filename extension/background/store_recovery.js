// What a recovery writes: everything is pulled anew beside the shadow, and at the end takes its place in one transaction,
// while all that the server has lost, and all that still waits, goes to the outbox.

import {done, readMeta, writeMeta} from "./database.js";
import {everyRecord} from "./find.js";
import {entryOf} from "./outbox.js";
import {bookmarkAgain, readdress, tagAgain} from "../lib/recovery.js";
import {LIMITS} from "../lib/sync.js";

/** @typedef {import("./replica.js").Entry} Entry */

/**
 * Everything is to be pulled anew, beside the shadow, which stays what is shown until all is there.
 * @param {IDBTransaction} transaction
 * @param {string} reason
 */
export async function beginRecovery(transaction, reason) {
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
export async function renewDevice(transaction, {device, token}) {
  const recovery = await readMeta(transaction, "recovery");
  await writeMeta(transaction, {device, token, recovery: {...recovery, renewed: true}});
}

/**
 * All is pulled: what the server has lost goes to the front of the outbox, numbered anew for the new device, and the
 * pulled rows become the shadow.
 * @param {IDBTransaction} transaction
 */
export async function finishRecovery(transaction) {
  const recovery = await readMeta(transaction, "recovery");
  const forked = recovery.reason === "device_forked"; // The server's history is whole, so what was seen still holds.
  const entries = /** @type {Entry[]} */ (await done(transaction.objectStore("outbox").getAll()));
  const aliases = await oldAliases(transaction);
  const lost = forked ? [] : await lostByServer(transaction, new Set(entries.flatMap((entry) => entry.tags)));
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
 * @param {Set<string>} wanted tags that waiting edits name: a deleted one among them is in use again
 * @returns {Promise<any[][]>} the mutations that give the server back what it lost, a group per tag or paper
 */
async function lostByServer(transaction, wanted) {
  const fresh = {bookmarks: transaction.objectStore("fresh_bookmarks"), tags: transaction.objectStore("fresh_tags")};
  const groups = [];
  for await (const tag of everyRecord(transaction, "tags")) {
    const known = await done(fresh.tags.getKey(tag.id));
    if ((tag.alive || wanted.has(tag.id)) && !tag.alias_of && known === undefined) groups.push([{mid: crypto.randomUUID(), ...tagAgain(tag)}]);
  }
  const shared = await lastShared(transaction);
  for await (const old of everyRecord(transaction)) {
    if (!old.alive) continue;
    let now = await done(fresh.bookmarks.get(old.id));
    while (now?.alias_of) now = await done(fresh.bookmarks.get(now.alias_of));
    if (now && !now.alive && old.rev > shared) now = null; // Whoever deleted it may not have seen what is here.
    const again = bookmarkAgain({...old, tags: await tagsThere(transaction, old.tags)}, now ?? null).map((mutation) => ({mid: crypto.randomUUID(), ...mutation}));
    for (let i = 0; i < again.length; i += LIMITS.mutations) groups.push(again.slice(i, i + LIMITS.mutations));
  }
  return groups;
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<number>} a revision up to which the server surely still has the history that this device saw
 */
async function lastShared(transaction) {
  let shared = 0;
  for await (const old of everyRecord(transaction)) {
    if (!old.alive || old.rev <= shared) continue;
    const now = await done(transaction.objectStore("fresh_bookmarks").get(old.id));
    if (JSON.stringify(now) === JSON.stringify(old)) shared = old.rev;
  }
  return shared;
}

/**
 * The tags of a bookmark under ids that the server knows or will be told: one it has lost is what it stood for, or nothing
 * when it was deleted.
 * @param {IDBTransaction} transaction
 * @param {Record<string, Record<string, number>>} tags
 */
async function tagsThere(transaction, tags) {
  /** @type {Record<string, Record<string, number>>} */
  const there = {};
  for (const [id, dots] of Object.entries(tags)) {
    let [known, tag] = [await done(transaction.objectStore("fresh_tags").getKey(id)), {id, alive: true, alias_of: id}];
    while (known === undefined && tag?.alias_of) {
      tag = await done(transaction.objectStore("tags").get(tag.alias_of));
      known = tag && (await done(transaction.objectStore("fresh_tags").getKey(tag.id)));
    }
    if (known !== undefined || tag?.alive) there[tag.id] = dots;
  }
  return there;
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
