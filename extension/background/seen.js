// The memory of what was on my screen: a database of its own, in this browser only, that no sync ever reads.
//
// papers   {id, first, last}: one small record per identity of a paper, so that any of its ids knows it on any site.
//          `first` decides what is new; `last` which are forgotten first.

import {done, openNamed, transact} from "./database.js";
import {telling} from "./replica.js";
import {LIMITS} from "../lib/limits.js";

/** @typedef {Awaited<ReturnType<typeof openSeen>>} Seen */

const YEAR = 365 * 24 * 60 * 60_000;
const DAY = 24 * 60 * 60_000; // a later sighting is written once a day at most: most of them change nothing
const MOST = 100_000; // identities, about 10 MB
const PAPER_ID = /^[a-z][a-z0-9]{1,15}:\S{1,300}$/u;

/**
 * @param {{name?: string, now?: () => number, most?: number, onClosed?: () => void}} [options] `now` in ms; `most`: how many
 *   identities are kept; `onClosed`: as of database.js
 */
export async function openSeen({name = "manicule_seen", now = Date.now, most = MOST, onClosed = () => {}} = {}) {
  const db = await openNamed(name, 1, (made) => made.db.createObjectStore("papers", {keyPath: "id"}).createIndex("last", "last"), onClosed);
  let tidied = false;

  /**
   * @template T
   * @param {"readonly" | "readwrite"} mode
   * @param {(papers: IDBObjectStore) => Promise<T>} work
   */
  const within = (mode, work) => transact(db, ["papers"], mode, (transaction) => work(transaction.objectStore("papers")), "relaxed");

  /**
   * When each paper was first on screen, given all its ids.
   * @param {string[][]} rows
   * @returns {Promise<(number | null)[]>} ms, null for never
   */
  const look = (rows) => within("readonly", (papers) => Promise.all(rows.map((ids) => firstOf(papers, telling(ids)))));

  /**
   * Remembers papers that are on screen now.
   * @param {string[][]} rows all ids of each, as a page sent them
   */
  async function remember(rows) {
    await within("readwrite", async (papers) => {
      for (const ids of rows) await note(papers, telling(ids).filter((id) => PAPER_ID.test(id)).slice(0, LIMITS.ids), now());
      if (!tidied) await tidy(papers, now() - YEAR, most);
    });
    tidied = true; // once in the life of a worker is enough
  }

  /** How many identities are remembered. */
  const count = () => within("readonly", (papers) => done(papers.count()));

  /** Forgets everything. */
  const forget = () => within("readwrite", (papers) => done(papers.clear()));

  return {look, remember, count, forget, close: () => db.close()};
}

/**
 * @param {IDBObjectStore} papers
 * @param {string[]} ids of one paper
 * @returns {Promise<number | null>}
 */
async function firstOf(papers, ids) {
  const found = (await Promise.all(ids.map((id) => done(papers.get(id))))).filter(Boolean);
  return found.length ? Math.min(...found.map(({first}) => first)) : null;
}

/** @param {IDBObjectStore} papers @param {string[]} ids of one paper @param {number} at */
async function note(papers, ids, at) {
  const known = await Promise.all(ids.map((id) => done(papers.get(id))));
  const first = Math.min(at, ...known.flatMap((one) => one?.first ?? []));
  for (const [index, id] of ids.entries()) {
    const one = known[index];
    if (one?.first !== first || at - one.last > DAY) papers.put({id, first, last: at});
  }
}

/** Forgets what was last met before a time, and the oldest of too many. @param {IDBObjectStore} papers @param {number} before @param {number} most */
async function tidy(papers, before, most) {
  let surplus = (await done(papers.count())) - most;
  const request = papers.index("last").openCursor();
  for (let cursor = await done(request); cursor && (surplus > 0 || cursor.value.last < before); cursor = await done(request)) {
    cursor.delete();
    surplus--;
    cursor.continue();
  }
}
