// Where the index of related papers is kept: a database of its own, in this browser only, that can be made anew at any time
// but for what the reader said.
//
// papers    {id, stamp, terms, counts, leads}: one bookmark as lib/terms.js counts it, and the ids of the papers that it links
//           to, by which it is found; `stamp` tells whether it still says that
// state     {key: "point"}: up to where of the replica the papers are in step, and by which version of the index
//           {key: "seen"}: words of the rows that were on screen, for lib/rarity.js
// refusals  {bookmark, row, ids}: "not related"

import {done, transact} from "./database.js";

/** Another one when lib/terms.js counts otherwise, or more is kept: everything is then counted anew. */
export const VERSION = 3; // 2: where links lead; 3: stop words of many languages

const END = "\u001f"; // between terms: never in one
const STORES = ["papers", "state", "refusals"];

/** @typedef {{id: string, stamp: string, counts: [string, number][]}} Paper */
/** @typedef {Paper & {leads: string[]}} Looked */
/** @typedef {Awaited<ReturnType<typeof openRelatedStore>>} RelatedStore */

/** @param {{name?: string, version?: number}} [options] */
export async function openRelatedStore({name = "manicule_related", version = VERSION} = {}) {
  const db = await openDatabase(name);
  db.onversionchange = () => db.close();
  /**
   * @template T
   * @param {"readonly" | "readwrite"} mode
   * @param {(papers: IDBObjectStore, state: IDBObjectStore, refusals: IDBObjectStore) => Promise<T>} work
   */
  const within = (mode, work) => transact(db, STORES, mode, (transaction) => {
    const [papers, state, refusals] = STORES.map((store) => transaction.objectStore(store));
    return work(papers, state, refusals);
  }, "relaxed");

  return {
    /** Where the papers are in step with the replica; null where they are of another version, and then gone. */
    point: () => within("readwrite", async (papers, state) => {
      const kept = await done(state.get("point"));
      if (kept?.version === version) return /** @type {{point: import("./store_follow.js").Point | null}} */ (kept).point;
      await Promise.all([done(papers.clear()), done(state.clear())]);
      await done(state.put({key: "point", version, point: null}));
      return null;
    }),

    /** @param {import("./store_follow.js").Point} point */
    reached: (point) => within("readwrite", (_, state) => done(state.put({key: "point", version, point}))),

    /** The next papers in the order of ids. @param {string | null} after @param {number} count @returns {Promise<Paper[]>} */
    papersAfter: (after, count) => within("readonly", async (papers) => {
      const found = await done(papers.getAll(after === null ? null : IDBKeyRange.lowerBound(after, true), count));
      return found.map(({id, stamp, terms, counts}) => ({id, stamp, counts: unpacked(terms, counts)}));
    }),

    /** The papers that link to another. @param {string[]} ids all of the other @param {number} most @returns {Promise<string[]>} */
    leadingTo: (ids, most) => within("readonly", async (papers) => {
      const found = await Promise.all(ids.map((id) => done(papers.index("leads").getAllKeys(id, most))));
      return [...new Set(found.flat().map(String))].slice(0, most);
    }),

    /** All or none. @param {Looked[]} changed @param {string[]} gone */
    write: (changed, gone) => within("readwrite", async (papers) => {
      for (const {id, stamp, counts, leads} of changed) papers.put({id, stamp, ...packed(counts), leads});
      for (const id of gone) papers.delete(id);
    }),

    /** @returns {Promise<import("../lib/rarity.js").Seen | null>} */
    seen: () => within("readonly", async (_, state) => {
      const kept = await done(state.get("seen"));
      return kept ? {rows: kept.rows, df: new Map(unpacked(kept.terms, kept.counts))} : null;
    }),

    /** @param {import("../lib/rarity.js").Seen} seen */
    keepSeen: ({rows, df}) => within("readwrite", (_, state) => done(state.put({key: "seen", rows, ...packed([...df], Uint16Array)}))),

    /** @returns {Promise<import("../lib/refusals.js").Refusal[]>} */
    refusals: () => within("readonly", (_papers, _state, refusals) => done(refusals.getAll())),

    /** @param {string} bookmark @param {string[]} ids of the row's paper */
    refuse: (bookmark, ids) => within("readwrite", (_papers, _state, refusals) => done(refusals.put({bookmark, row: ids[0], ids}))),

    /** @param {string} bookmark @param {string[]} ids of the row's paper */
    allow: (bookmark, ids) => within("readwrite", (_papers, _state, refusals) => done(refusals.delete([bookmark, ids[0]]))),

    close: () => db.close(),
  };
}

/** @param {string} name @returns {Promise<IDBDatabase>} */
function openDatabase(name) {
  const opening = indexedDB.open(name, 2); // 2: the index of leads
  opening.onupgradeneeded = ({oldVersion}) => {
    if (oldVersion < 1) makeStores(opening.result);
    /** @type {IDBTransaction} */ (opening.transaction).objectStore("papers").createIndex("leads", "leads", {multiEntry: true});
  };
  return done(opening);
}

/** @param {IDBDatabase} db */
function makeStores(db) {
  db.createObjectStore("papers", {keyPath: "id"});
  db.createObjectStore("state", {keyPath: "key"});
  db.createObjectStore("refusals", {keyPath: ["bookmark", "row"]});
}

/** @param {[string, number][]} counts @param {typeof Uint8Array | typeof Uint16Array} [Numbers] */
const packed = (counts, Numbers = Uint8Array) => ({terms: counts.map(([term]) => term).join(END), counts: Numbers.from(counts.map(([, times]) => times))});

/** @param {string} terms @param {Uint8Array | Uint16Array} counts @returns {[string, number][]} */
const unpacked = (terms, counts) => (counts.length ? terms.split(END).map((term, at) => [term, counts[at]]) : []);
