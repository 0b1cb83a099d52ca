// The index of cite keys: which bookmarks would have the same, so that a citation copied offline has the key that the
// server's export gives it, whatever the library's size.

import {citeKey} from "../lib/cite.js";
import {sharedOut} from "../lib/cite_keys.js";
import {detailsOf, told} from "../lib/view.js";

/** @typedef {import("./replica.js").Replica} Replica */
/** @typedef {import("../lib/replay.js").BookmarkRecord} BookmarkRecord */
/** @typedef {{id: string, usual: string}} Named */

/**
 * What a record carries for the index: nothing where it has neither an author nor a title, for its id is its key then.
 * @param {any} record as pulled
 * @returns {{cited?: string}}
 */
export function citedOf(record) {
  const usual = record.alive ? usualKey({fields: {}, meta: {}, ...record}) : "";
  return usual ? {cited: usual.toLowerCase()} : {};
}

/** The key that follows from the paper alone, "" where it has neither an author nor a title. @param {BookmarkRecord} record */
function usualKey(record) {
  const [title, authors, published] = [told(record, "title", ""), told(record, "authors", []), told(record, "published", "")];
  if (typeof title !== "string" || typeof published !== "string" || !Array.isArray(authors)) return "";
  return citeKey({key: "", ids: [], title, authors, published, details: detailsOf(record), venue: "", url: "", links: []});
}

/**
 * The cite key of a bookmark, null where its usual one is nobody else's.
 * @param {(work: (replica: Replica) => Promise<any>) => Promise<any>} read a transaction each: a digest is no request of one
 * @param {string} id
 * @returns {Promise<string | null>}
 */
export async function keyOf(read, id) {
  /** @type {{own: string, alike: Named[]}} */
  const {own, alike} = await read(async (replica) => {
    const record = (await replica.byId(id))?.record;
    const usual = record?.alive ? usualKey(record) : "";
    return {own: record?.id ?? "", alike: usual ? await named(replica, usual) : []};
  });
  const keys = await sharedOut(alike, (key) => read(async (replica) => (await named(replica, key)).length > 0));
  return keys.get(own) ?? null;
}

/**
 * The bookmarks with this usual key, those that the server has first, as they came to it.
 * @param {Replica} replica
 * @param {string} key
 * @returns {Promise<Named[]>}
 */
async function named(replica, key) {
  const folded = key.toLowerCase();
  const found = (await replica.cited(folded)).map((record) => ({record, id: record.id, usual: usualKey(record)}));
  return found.filter(({usual}) => usual.toLowerCase() === folded).sort((one, two) => byArrival(one.record, two.record));
}

/** @param {BookmarkRecord} one @param {BookmarkRecord} two */
function byArrival(one, two) {
  return (one.doc ?? Infinity) - (two.doc ?? Infinity) || one.saved_at - two.saved_at || (one.id < two.id ? -1 : 1);
}
