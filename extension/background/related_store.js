// Where the index of related papers is kept: a database of its own, in this browser only, that can be made anew at any time
// but for what the reader said.
//
// papers    {id, stamp, packed, leads}: one bookmark as lib/postings.js packs what it says, and the ids of the papers that it
//           links to, by which it is found; `stamp` tells whether it still says that
// terms     {first, terms}: what the numbers in `packed` name, from `first` on; never changed
// state     {key: "point"}: up to where of the replica the papers are in step, and by which version of the index
//           {key: "seen"}: words of the rows that were on screen, for lib/rarity.js
// refusals  {bookmark, row, ids}: "not related"

import {done, openNamed, transact} from "./database.js";

/** Another one when lib/terms.js counts otherwise, or more is kept: everything is then counted anew. */
export const VERSION = 4; // 2: where links lead; 3: stop words of many languages; 4: terms by numbers

const END = "\u001f"; // between terms: never in one
const STORES = ["papers", "terms", "state", "refusals"];
const READ = 200; // records at once

/** @typedef {{id: string, stamp: string, packed: Uint32Array}} Paper */
/** @typedef {Paper & {leads: string[]}} Looked */
/** @typedef {Awaited<ReturnType<typeof openRelatedStore>>} RelatedStore */

/** @param {{name?: string, version?: number, onClosed?: () => void}} [options] `onClosed`: as of database.js */
export async function openRelatedStore({name = "manicule_related", version = VERSION, onClosed = () => {}} = {}) {
  const db = await openNamed(name, 3, makeStores, onClosed); // 2: the index of leads; 3: the terms by numbers
  /**
   * @template T
   * @param {"readonly" | "readwrite"} mode
   * @param {(stores: Record<string, IDBObjectStore>) => Promise<T>} work
   */
  const within = (mode, work) => transact(db, STORES, mode, (transaction) => {
    return work(Object.fromEntries(STORES.map((store) => [store, transaction.objectStore(store)])));
  }, "relaxed");

  /** All records of a store in the order of their keys, some at a time. @param {string} store @param {string} key @returns {AsyncGenerator<any[]>} */
  async function* every(store, key) {
    let range = /** @type {IDBKeyRange | null} */ (null);
    for (;;) {
      const records = await within("readonly", (stores) => done(stores[store].getAll(range, READ)));
      yield records;
      if (records.length < READ) return;
      range = IDBKeyRange.lowerBound(records[READ - 1][key], true);
    }
  }

  return {
    /** Where the papers are in step with the replica; null where they are of another version, and then gone. */
    point: () => within("readwrite", async ({papers, terms, state}) => {
      const kept = await done(state.get("point"));
      if (kept?.version === version) return /** @type {{point: import("./store_follow.js").Point | null}} */ (kept).point;
      await Promise.all([papers, terms, state].map((store) => done(store.clear())));
      await done(state.put({key: "point", version, point: null}));
      return null;
    }),

    /** @param {import("./store_follow.js").Point} point */
    reached: (point) => within("readwrite", ({state}) => done(state.put({key: "point", version, point}))),

    /** @returns {AsyncGenerator<Paper[]>} in the order of ids */
    papers: () => every("papers", "id"),

    /** The terms in the order of their numbers, from 0 on. @returns {AsyncGenerator<string[]>} */
    async *terms() {
      for await (const records of every("terms", "first")) for (const {terms} of records) yield terms.split(END);
    },

    /** The papers that link to another. @param {string[]} ids all of the other @param {number} most @returns {Promise<string[]>} */
    leadingTo: (ids, most) => within("readonly", async ({papers}) => {
      const found = await Promise.all(ids.map((id) => done(papers.index("leads").getAllKeys(id, most))));
      return [...new Set(found.flat().map(String))].slice(0, most);
    }),

    /** All or none. @param {Looked[]} changed @param {string[]} gone @param {{first: number, terms: string[]}} named terms that were not kept yet, and the number of the first */
    write: (changed, gone, named) => within("readwrite", async ({papers, terms}) => {
      if (named.terms.length) terms.add({first: named.first, terms: named.terms.join(END)});
      for (const one of changed) papers.put(one);
      for (const id of gone) papers.delete(id);
    }),

    /** @returns {Promise<import("../lib/rarity.js").Seen | null>} */
    seen: () => within("readonly", async ({state}) => {
      const kept = await done(state.get("seen"));
      return kept ? {rows: kept.rows, df: new Map(unpacked(kept.terms, kept.counts))} : null;
    }),

    /** @param {import("../lib/rarity.js").Seen} seen */
    keepSeen: ({rows, df}) => within("readwrite", ({state}) => done(state.put({key: "seen", rows, ...packed([...df])}))),

    /** @returns {Promise<import("../lib/refusals.js").Refusal[]>} */
    refusals: () => within("readonly", ({refusals}) => done(refusals.getAll())),

    /** @param {string} bookmark @param {string[]} ids of the row's paper */
    refuse: (bookmark, ids) => within("readwrite", ({refusals}) => done(refusals.put({bookmark, row: ids[0], ids}))),

    /** @param {string} bookmark @param {string[]} ids of the row's paper */
    allow: (bookmark, ids) => within("readwrite", ({refusals}) => done(refusals.delete([bookmark, ids[0]]))),

    close: () => db.close(),
  };
}

/** @param {{db: IDBDatabase, transaction: IDBTransaction, oldVersion: number}} upgrade */
function makeStores({db, transaction, oldVersion}) {
  if (oldVersion < 1) {
    db.createObjectStore("papers", {keyPath: "id"});
    db.createObjectStore("state", {keyPath: "key"});
    db.createObjectStore("refusals", {keyPath: ["bookmark", "row"]});
  }
  if (oldVersion < 2) transaction.objectStore("papers").createIndex("leads", "leads", {multiEntry: true});
  db.createObjectStore("terms", {keyPath: "first"});
}

/** @param {[string, number][]} counts */
const packed = (counts) => ({terms: counts.map(([term]) => term).join(END), counts: Uint16Array.from(counts.map(([, times]) => times))});

/** @param {string} terms @param {Uint16Array} counts @returns {[string, number][]} */
const unpacked = (terms, counts) => (counts.length ? terms.split(END).map((term, at) => [term, counts[at]]) : []);
