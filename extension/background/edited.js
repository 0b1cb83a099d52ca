// What every edit needs: the bookmark it is about, and names for what it makes.

import {ManiculeError} from "../lib/errors.js";

/** @typedef {import("./replica.js").Replica} Replica */
/** @typedef {import("../lib/replay.js").BookmarkRecord} BookmarkRecord */

const ID_BYTES = 16;

/**
 * @param {"bm" | "tag" | "lnk"} prefix
 * @returns {string} prefix, underscore, 22 characters of base64url: 128 random bits
 */
export function newId(prefix) {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return `${prefix}_${btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/**
 * The bookmark an edit is about. A deleted one is edited too: the edit brings it back, and no typed word is lost.
 * @param {Replica} replica
 * @param {string} id
 * @returns {Promise<BookmarkRecord>}
 */
export async function needed(replica, id) {
  const found = await replica.byId(id);
  if (!found?.record) throw new ManiculeError("unknown_bookmark", "This paper is no longer in the library. Save it again.");
  return {...found.record, fields: found.record.fields ?? {}, meta: found.record.meta ?? {}, tags: found.record.tags ?? {}, links: found.record.links ?? {}};
}
