// A note is written, and a copy that two devices left of it settled.

import {needed} from "./edited.js";
import {knownEdit} from "./versions.js";
import {ManiculeError} from "../lib/errors.js";
import {LIMITS} from "../lib/limits.js";

/** @typedef {import("../lib/replay.js").BookmarkRecord} BookmarkRecord */
/** @typedef {import("./edits.js").Plan} Plan */
/** @typedef {import("./edits.js").Undo} Undo */

/** @type {Plan} */
export async function editNote(replica, {bookmark, base_text, text, told: said, at}) {
  if (new TextEncoder().encode(text).length > LIMITS.note) {
    throw new ManiculeError("note_too_long", "A note can hold 256 KiB. Shorten it, or move a part to another paper.");
  }
  const record = await needed(replica, bookmark);
  const undo = {kind: "note.edit", body: {bookmark: record.id, base_text: text, text: base_text}};
  const drafts = text === base_text ? [] : [{op: "note.edit", bookmark: record.id, base_text, text}, ...knownEdit(record, said ?? {}, at).drafts];
  return {bookmark: record.id, drafts, undo: drafts.length ? undo : null};
}

/** @type {Plan} */
export async function resolveNote(replica, {bookmark, copy, base_text, text, at}) {
  const record = await needed(replica, bookmark);
  const found = record.note_copies.find(({id}) => id === copy);
  const edited = typeof text === "string" ? await editNote(replica, {bookmark, base_text: base_text ?? record.note.text, text, at}) : null;
  const drafts = [...(edited?.drafts ?? []), ...(found ? [{op: "note.resolve", bookmark: record.id, copy}] : [])];
  return {bookmark: record.id, drafts, undo: edited ? edited.undo : wordsBack(record, found?.text ?? "")};
}

/**
 * What undoes the dropping of a copy: no copy is made by hand, so its words come back below the note.
 * @param {BookmarkRecord} record
 * @param {string} words
 * @returns {Undo}
 */
function wordsBack({id, note}, words) {
  if (!words || note.text.includes(words)) return null;
  return {kind: "note.edit", body: {bookmark: id, base_text: note.text, text: `${note.text.trimEnd()}\n\n${words}`.trimStart()}};
}
