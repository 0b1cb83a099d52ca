// Dismissed papers: out of the way of lists, searches and counts, and what one becomes when it is brought back.

import {statusOf} from "./replay.js";
import {tagIds, told} from "./view.js";

/** @typedef {import("./replay.js").BookmarkRecord} BookmarkRecord */

const OF_NO_READER = ["status", "known", "saved"]; // fields that are set without anybody typing into them

/** @param {BookmarkRecord} record */
export const isDismissed = (record) => told(record, "status", "to_read") === "dismissed";

/**
 * The status a dismissed bookmark had before; null where the paper was only dismissed, never saved, and holds nothing of
 * mine since: then nothing is to be left of it.
 * @param {BookmarkRecord} record
 * @returns {string | null}
 */
export function returnsTo(record) {
  return statusOf(record) ?? (holdsMine(record) ? "to_read" : null);
}

/** @param {BookmarkRecord} record */
function holdsMine(record) {
  const typed = Object.keys(record.fields).some((name) => !OF_NO_READER.includes(name));
  const mine = Object.values(record.links).some((link) => link.v.origin === "mine");
  return typed || mine || record.note.text !== "" || record.note_copies.length > 0 || tagIds(record).length > 0;
}
