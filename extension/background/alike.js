// Which saved bookmark a row that is not saved is probably the same paper as, by title, first author and year. It is only
// shown; and what the user said is another paper is not shown again.

import {readMeta, transact, writeMeta} from "./database.js";
import {folded, probablySame, telling} from "../lib/titles.js";
import {told} from "../lib/view.js";

/** @typedef {import("./replica.js").Replica} Replica */
/** @typedef {import("../lib/types.js").Row} Row */
/** @typedef {{bookmark: string, title: string, about: string}} Alike `about`: first author and year of the bookmark */

const MOST = 5000; // refusals remembered; the oldest are forgotten first
const UNLIKE = "unlike";

/**
 * @param {(work: (replica: Replica, transaction: IDBTransaction) => Promise<any>) => Promise<any>} read
 * @param {IDBDatabase} db
 */
export function alikes(read, db) {
  return {
    /**
     * @param {(Row | null)[]} rows null for one that is not asked about
     * @returns {Promise<(Alike | null)[]>}
     */
    alike: (rows) => read(async (replica, transaction) => {
      const refused = new Set((await readMeta(transaction, UNLIKE)) ?? []);
      return Promise.all(rows.map((row) => row && alikeOf(replica, row, refused)));
    }),
    /**
     * Remembers, or forgets, that the paper with these ids is not that bookmark's.
     * @param {string} bookmark @param {string[]} ids @param {boolean} other
     */
    setUnlike: (bookmark, ids, other) => transact(db, ["meta"], "readwrite", async (transaction) => {
      const said = ids.map((id) => pair(bookmark, id));
      const before = /** @type {string[]} */ ((await readMeta(transaction, UNLIKE)) ?? []).filter((one) => !said.includes(one));
      await writeMeta(transaction, {[UNLIKE]: [...before, ...(other ? said : [])].slice(-MOST)});
    }),
  };
}

/** @param {string} bookmark @param {string} id */
const pair = (bookmark, id) => `${bookmark} ${id}`;

/**
 * @param {Replica} replica
 * @param {Row} row
 * @param {Set<string>} refused
 * @returns {Promise<Alike | null>}
 */
async function alikeOf(replica, row, refused) {
  const fold = folded(row.title);
  if (!telling(fold)) return null;
  for (const record of await replica.titled(fold)) {
    const other = row.ids.some((id) => refused.has(pair(record.id, id)) || record.id_sources?.[id] === "detached");
    const named = {title: told(record, "title", ""), authors: told(record, "authors", []), published: told(record, "published", "")};
    if (other || !probablySame(named, row)) continue;
    return {bookmark: record.id, title: named.title, about: [named.authors[0], named.published.slice(0, 4)].filter(Boolean).join(", ")};
  }
  return null;
}
