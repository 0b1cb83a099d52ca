// What a recovery writes: everything is pulled anew beside the shadow, and at the end takes its place in one transaction,
// while all that the server has lost, and all that still waits, goes to the outbox.

import {done, readMeta, writeMeta} from "./database.js";
import {everyRecord} from "./find.js";
import {entryOf, portions} from "./outbox.js";
import {mustAsk} from "../lib/failsafe.js";
import {WHOLE, bookmarkAgain, broughtBack, buriedAgain, readdress, tagAgain} from "../lib/recovery.js";

/** @typedef {import("./replica.js").Entry} Entry */

/**
 * Everything is to be pulled anew, beside the shadow, which stays what is shown until all is there.
 * @param {IDBTransaction} transaction
 * @param {string} reason
 */
export async function beginRecovery(transaction, reason) {
  const running = await readMeta(transaction, "recovery");
  const worst = running && !WHOLE.includes(running.reason) ? running.reason : reason;
  const renewed = worst === "digest_differs"; // the only one for which the device stays the same
  transaction.objectStore("fresh_bookmarks").clear();
  transaction.objectStore("fresh_tags").clear();
  await writeMeta(transaction, {recovery: {reason: worst, cursor: null, renewed, pulled: false}});
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
 * A row whose making still waits is made again under its own id: whatever stood for it in the lost history may be gone.
 * @param {Map<string, string>} aliases
 * @param {Entry[]} entries
 */
function withoutWaiting(aliases, entries) {
  for (const {op, bookmark, tag} of entries.flatMap(({mutations}) => mutations)) {
    if (bookmark && op === "bookmark.create") aliases.delete(bookmark);
    if (tag && op === "tag.create") aliases.delete(tag);
  }
  return aliases;
}

/**
 * All is pulled: what the server has lost goes to the front of the outbox, numbered anew for the new device, and the
 * pulled rows become the shadow.
 * @param {IDBTransaction} transaction
 */
export async function finishRecovery(transaction) {
  const recovery = await readMeta(transaction, "recovery");
  const forked = WHOLE.includes(recovery.reason);
  const entries = /** @type {Entry[]} */ (await done(transaction.objectStore("outbox").getAll()));
  const aliases = withoutWaiting(await oldAliases(transaction), entries);
  const lost = forked && !recovery.keep ? [] : await lostByServer(transaction, entries, {keep: recovery.keep, whole: forked});
  const kept = entries.map((entry) => entry.mutations.map((mutation) => readdress(mutation, {forked, aliases})));
  transaction.objectStore("outbox").clear();
  const same = recovery.reason === "digest_differs"; // The device goes on where it was: nothing was sent since.
  let seq = same ? (entries[0]?.seq ?? (await readMeta(transaction, "seq")) ?? 1) : 1;
  for (const mutations of [...lost, ...kept]) {
    transaction.objectStore("outbox").add(entryOf(seq, mutations));
    seq += mutations.length;
  }
  await adopt(transaction, "bookmarks");
  await writeMeta(transaction, {tag_changes: null}); // how often tags are used is counted anew
  await adopt(transaction, "tags");
  await writeMeta(transaction, {cursor: recovery.cursor, head: recovery.head ?? null, seq, recovery: null});
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
 * What has to be asked before the pulled rows are shown.
 * @param {IDBTransaction} transaction
 * @returns {Promise<import("../lib/failsafe.js").Toll | null>} null when nothing has, or the user has answered
 */
export async function weighRecovery(transaction) {
  const recovery = await readMeta(transaction, "recovery");
  if (recovery.keep || recovery.question) return recovery.question ?? null;
  const toll = {gone: 0, of: 0};
  for await (const old of everyRecord(transaction)) {
    if (!old.alive) continue;
    toll.of++;
    if (!(await pulledAgain(transaction, old))) toll.gone++;
  }
  if (!mustAsk(toll)) return null;
  await writeMeta(transaction, {recovery: {...recovery, question: toll}});
  return toll;
}

/**
 * @param {IDBTransaction} transaction
 * @param {"mine" | "theirs"} keep
 * @returns {Promise<boolean>} whether there was a question
 */
export async function answerRecovery(transaction, keep) {
  const recovery = await readMeta(transaction, "recovery");
  if (!recovery?.question) return false;
  await writeMeta(transaction, {recovery: {...recovery, question: null, keep}, error: null, backoff: null});
  return true;
}

/**
 * Whether a paper is among what was pulled, under its own name or another.
 * @param {IDBTransaction} transaction
 * @param {any} old
 */
async function pulledAgain(transaction, old) {
  if ((await freshOf(transaction, old.id))?.alive) return true;
  const index = transaction.objectStore("fresh_bookmarks").index("ids");
  for (const id of old.ids) if ((await done(index.get(id)))?.alive) return true;
  return false;
}

/**
 * @param {IDBTransaction} transaction
 * @param {string} id
 * @returns {Promise<any>} the pulled record behind a bookmark id, aliases followed
 */
async function freshOf(transaction, id) {
  const fresh = transaction.objectStore("fresh_bookmarks");
  let now = await done(fresh.get(id));
  while (now?.alias_of) now = await done(fresh.get(now.alias_of));
  return now ?? null;
}

/**
 * @param {IDBTransaction} transaction
 * @param {Entry[]} entries that wait: a deleted tag which one names is in use again
 * @param {{keep?: "mine" | "theirs", whole: boolean}} how what the user said, if asked: `mine` brings back what was deleted
 *   too, `theirs` only what waiting edits are about; `whole`: the server lost nothing, so only what is gone counts
 * @returns {Promise<any[][]>} the mutations that give the server back what it lost, a group per tag or paper
 */
async function lostByServer(transaction, entries, {keep, whole}) {
  const edited = new Set(entries.flatMap((entry) => entry.bookmark ?? []));
  const wanted = new Set(entries.flatMap((entry) => entry.tags));
  if (keep === "theirs") for (const tag of await tagsOn(transaction, edited)) wanted.add(tag);
  const fresh = transaction.objectStore("fresh_tags");
  const groups = [];
  for await (const tag of everyRecord(transaction, "tags")) {
    const known = await done(fresh.getKey(tag.id));
    if (((tag.alive && keep !== "theirs") || wanted.has(tag.id)) && !tag.alias_of && known === undefined) groups.push([{mid: crypto.randomUUID(), ...tagAgain(tag)}]);
  }
  const shared = await lastShared(transaction);
  const returning = broughtBack(entries.flatMap(({mutations}) => mutations));
  for await (const old of everyRecord(transaction)) {
    let now = await freshOf(transaction, old.id);
    if (old.was && !now && returning.has(old.id)) groups.push([{mid: crypto.randomUUID(), ...buriedAgain(old)}]);
    if (!old.alive) continue;
    if (keep === "theirs" ? now || !edited.has(old.id) : whole && now?.alive) continue;
    if (now && !now.alive && (keep === "mine" || old.rev > shared)) now = null; // Whoever deleted it may not have seen what is here.
    const again = bookmarkAgain({...old, tags: await tagsThere(transaction, old.tags)}, now).map((mutation) => ({mid: crypto.randomUUID(), ...mutation}));
    groups.push(...portions(again));
  }
  return groups;
}

/**
 * @param {IDBTransaction} transaction
 * @param {Set<string>} bookmarks
 * @returns {Promise<string[]>} ids of the tags they carried
 */
async function tagsOn(transaction, bookmarks) {
  const records = await Promise.all([...bookmarks].map((id) => done(transaction.objectStore("bookmarks").get(id))));
  return records.flatMap((record) => Object.keys(record?.tags ?? {}));
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
