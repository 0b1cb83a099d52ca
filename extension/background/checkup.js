// Once a day, when nothing waits: whether the replica is what the server has. If not, everything is pulled anew.

import {agree, createDigest} from "../lib/digest.js";

/** @typedef {import("../lib/digest.js").Digest} Digest */
/** @typedef {{at: number, result: "first" | "equal" | "differs"}} Check `first`: all was just pulled, nothing to compare yet */

const DAY = 24 * 60 * 60_000;
const CHUNK = 1000; // rows summed up at once: memory does not grow with the library

/**
 * @param {import("./store.js").Store} replica in step: nothing waits, nothing more is to be pulled
 * @param {{ask: () => Promise<any>, now: number, force?: boolean}} how `ask`: GET /api/v1/sync/digest
 * @returns {Promise<Check["result"] | null>} null when it is not the time, or the library changed meanwhile; `differs` began
 *   a recovery
 */
export async function checkup(replica, {ask, now, force = false}) {
  const {checked, head} = await replica.meta(["checked", "head"]);
  if (!checked && !force) return keep(replica, now, "first");
  if (!force && Math.abs(now - checked.at) < DAY) return null; // later than now: the clock has been set back
  const theirs = await ask().catch((error) => {
    if (force) throw error;
    return null; // The sync itself went well: the next one asks again.
  });
  if (theirs?.head !== head || typeof theirs.sum !== "string") return null; // somebody wrote: after the next sync, then
  const ours = await sumOf(replica, head);
  if (!ours) return null;
  if (agree(ours, theirs)) return keep(replica, now, "equal");
  console.warn("Manicule: the replica is not what the server has, all is pulled anew:", ours, theirs);
  await keep(replica, now, "differs");
  await replica.beginRecovery("digest_differs");
  return "differs";
}

/**
 * @param {import("./store.js").Store} replica
 * @param {number} at
 * @param {Check["result"]} result
 */
async function keep(replica, at, result) {
  await replica.setMeta({checked: {at, result}});
  return result;
}

/**
 * @param {import("./store.js").Store} replica
 * @param {number} head
 * @returns {Promise<Digest | null>} null when something changed while it was read, or an edit waits
 */
async function sumOf(replica, head) {
  const sum = createDigest();
  for (const store of /** @type {const} */ (["bookmarks", "tags"])) {
    let rows = await replica.rowsAfter(store, null, CHUNK);
    for (; rows.length; rows = await replica.rowsAfter(store, rows[rows.length - 1].id, CHUNK)) await sum.add(rows);
  }
  const same = (await replica.meta(["head"])).head === head && (await replica.counts()).pending === 0;
  return same ? sum.digest(head) : null;
}
