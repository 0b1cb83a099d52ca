// Lists over the replica: the last changed, a search, the tags with their counts. What was pulled, and beside it the few
// bookmarks with edits that wait.

import {done} from "./database.js";
import {isDismissed} from "../lib/dismissed.js";
import {identify} from "../lib/keys.js";
import {holds, openPaper, weight} from "../lib/match.js";
import {parse, undismissed} from "../lib/query.js";
import {fold, tagIds, told} from "../lib/view.js";

/** @typedef {import("./replica.js").Replica} Replica */
/** @typedef {import("./replica.js").Found} Found */
/** @typedef {import("./replica.js").Entry} Entry */
/** @typedef {import("../lib/query.js").Node} Node */

const CHUNK = 500;

/**
 * The tags by which a bookmark counts in the completions.
 * @param {any} record
 * @returns {string[]}
 */
export const countedTags = (record) => (record.alive && !isDismissed(record) ? tagIds(record) : []);

/**
 * @param {Replica} replica
 * @param {IDBTransaction} transaction
 * @param {number} limit
 * @returns {Promise<Found[]>} living bookmarks but for those dismissed, last changed first
 */
export async function recentRecords(replica, transaction, limit) {
  const found = [...(await lastEdited(replica, transaction, limit)), ...(await lastPulled(replica, transaction, limit))];
  const once = new Map(found.map((one) => [one.record?.id, one]));
  return sorted([...once.values()]).slice(0, limit);
}

/**
 * What answers a query of lib/query.js; dismissed papers only where it asks for a status.
 * @param {Replica} replica
 * @param {IDBTransaction} transaction
 * @param {string} typed
 * @param {number} limit
 * @param {any} rules parsed sites/keys.json
 * @returns {Promise<{found: Found[], notices: string[]}>} in the order asked for, else the best first and then the last changed
 */
export async function searchRecords(replica, transaction, typed, limit, rules) {
  const {tree, sort, notices} = parse(typed, (text) => identify(text, rules)?.ids ?? []);
  if (!tree) return {found: [], notices};
  const wanted = /** @type {Node} */ (undismissed(tree));
  const edited = await waitingRecords(replica);
  /** @type {(Found & {points: number})[]} */
  const hits = [];
  /** @param {Found} found */
  const look = async ({record, waiting}) => {
    if (!record?.alive) return;
    const paper = openPaper(record, [...(await replica.tagNames(record)).values()], rules);
    if (holds(wanted, paper)) hits.push({record, waiting, points: weight(tree, paper)});
  };
  for await (const record of everyRecord(transaction)) if (!edited.has(record.id)) await look({record, waiting: false});
  for (const found of edited.values()) await look(found);
  const inOrder = sort && sort !== "relevance" ? sorted(hits).sort(ORDERS[sort]) : sorted(hits).sort((one, two) => two.points - one.points);
  return {found: inOrder.slice(0, limit), notices};
}

/** @type {Record<string, (one: Found, two: Found) => number>} */
const ORDERS = {
  saved: (one, two) => (two.record?.saved_at ?? 0) - (one.record?.saved_at ?? 0),
  updated: () => 0, // as they are
  published: (one, two) => compare(shown(two, "published"), shown(one, "published")),
  title: (one, two) => compare(shown(one, "title"), shown(two, "title")),
};

/** @param {string} one @param {string} two */
const compare = (one, two) => (one < two ? -1 : Number(one > two));

/** @param {Found} found @param {string} field @returns {string} */
const shown = ({record}, field) => (record ? told(record, field, "") : "");

/**
 * @param {Replica} replica
 * @param {IDBTransaction} transaction
 * @param {Map<string, number>} pulled as of tag_counts.js
 * @returns {Promise<{name: string, folded: string, count: number}[]>} living tags, most used first
 */
export async function completions(replica, transaction, pulled) {
  const stored = (await done(transaction.objectStore("tags").getAllKeys())).map(String);
  const entries = await replica.everyEntry();
  /** @type {Map<string, {name: string, folded: string, count: number}>} */
  const counted = new Map();
  for (const id of new Set([...stored, ...entries.flatMap((entry) => entry.tags)])) {
    const tag = await replica.tag(id);
    if (!tag?.alive) continue;
    const known = counted.get(tag.id) ?? {name: tag.name, folded: fold(tag.name), count: 0};
    known.count += pulled.get(id) ?? 0;
    counted.set(tag.id, known);
  }
  for (const [id, change] of await waitingCounts(replica, transaction)) {
    const tag = await replica.tag(id);
    const known = tag && counted.get(tag.id);
    if (known) known.count += change;
  }
  return [...counted.values()].sort((one, two) => two.count - one.count || (one.folded < two.folded ? -1 : 1));
}

/**
 * How the edits that wait change how often each tag is used.
 * @param {Replica} replica
 * @param {IDBTransaction} transaction
 */
async function waitingCounts(replica, transaction) {
  /** @type {Map<string, number>} */
  const changes = new Map();
  for (const {record} of (await waitingRecords(replica)).values()) {
    const pulled = record && (await done(transaction.objectStore("bookmarks").get(record.id)));
    for (const id of record ? countedTags(record) : []) changes.set(id, (changes.get(id) ?? 0) + 1);
    for (const id of pulled?.tag_ids ?? []) changes.set(id, (changes.get(id) ?? 0) - 1);
  }
  return changes;
}

/**
 * @param {Replica} replica
 * @returns {Promise<Map<string, Found>>} every bookmark with edits that wait, as replayed, by id
 */
async function waitingRecords(replica) {
  const names = new Set((await replica.everyEntry()).flatMap((entry) => entry.bookmark ?? []));
  const found = await Promise.all([...names].map(replica.byId));
  return new Map(found.flatMap((one) => (one?.record ? [[one.record.id, one]] : [])));
}

/** @param {Found | null} found @returns {found is Found} whether it is listed */
const listed = (found) => Boolean(found?.record?.alive && !isDismissed(found.record));

/** @template {Found} F @param {F[]} found */
function sorted(found) {
  return found.sort((one, two) => (two.record?.updated_at ?? 0) - (one.record?.updated_at ?? 0));
}

/**
 * What was last edited here: as many are looked at, however many edits wait.
 * @param {Replica} replica
 * @param {IDBTransaction} transaction
 * @param {number} limit
 */
async function lastEdited(replica, transaction, limit) {
  /** @type {Set<string>} */
  const met = new Set();
  /** @type {Found[]} */
  const records = [];
  const request = transaction.objectStore("outbox").openCursor(null, "prev");
  for (let cursor = await done(request); cursor && records.length < limit; cursor = await done(request)) {
    const {bookmark} = cursor.value;
    if (bookmark && !met.has(bookmark)) {
      met.add(bookmark);
      const found = await replica.byId(bookmark);
      if (listed(found)) records.push(found);
    }
    cursor.continue();
  }
  return records;
}

/**
 * What was last changed of what was pulled, as it is now.
 * @param {Replica} replica
 * @param {IDBTransaction} transaction
 * @param {number} limit
 */
async function lastPulled(replica, transaction, limit) {
  /** @type {Found[]} */
  const records = [];
  const request = transaction.objectStore("bookmarks").index("updated_at").openCursor(null, "prev");
  for (let cursor = await done(request); cursor && records.length < limit; cursor = await done(request)) {
    const found = await replica.pulled(cursor.value);
    if (listed(found)) records.push(found);
    cursor.continue();
  }
  return records;
}

/**
 * Every record, in chunks: memory does not grow with the library.
 * @param {IDBTransaction} transaction
 */
export async function* everyRecord(transaction, store = "bookmarks") {
  let range = null;
  for (;;) {
    const chunk = /** @type {any[]} */ (await done(transaction.objectStore(store).getAll(range, CHUNK)));
    yield* chunk;
    if (chunk.length < CHUNK) return;
    range = IDBKeyRange.lowerBound(chunk.at(-1).id, true);
  }
}
