// Which paper a bookmark is: ids joined to it and taken off again.

import {needed} from "./edited.js";
import {ManiculeError} from "../lib/errors.js";
import {LIMITS} from "../lib/limits.js";

/** @typedef {import("./edits.js").Plan} Plan */

/** @type {Plan} */
export async function attach(replica, {bookmark, ids}) {
  const record = await needed(replica, bookmark);
  const fresh = checkedIds(ids).filter((id) => !record.ids.includes(id));
  if (!fresh.length) return {bookmark: record.id, drafts: [], undo: null};
  const undo = {kind: "bookmark.detach", body: {bookmark: record.id, ids: fresh}};
  return {bookmark: record.id, drafts: [{op: "bookmark.attach", bookmark: record.id, ids: fresh}], undo};
}

/** @type {Plan} */
export async function detach(replica, {bookmark, ids}) {
  const record = await needed(replica, bookmark);
  const gone = checkedIds(ids).filter((id) => record.ids.includes(id));
  if (record.ids.every((id) => gone.includes(id) || id.startsWith("title:"))) {
    throw new ManiculeError("last_identity", "This is all that says which paper it is. Remove the bookmark instead.");
  }
  if (!gone.length) return {bookmark: record.id, drafts: [], undo: null};
  const undo = {kind: "bookmark.attach", body: {bookmark: record.id, ids: gone}};
  return {bookmark: record.id, drafts: [{op: "bookmark.detach", bookmark: record.id, ids: gone}], undo};
}

/** The same ids. Throws ManiculeError where one is none, or where they are too many. @param {string[]} ids */
export function checkedIds(ids) {
  if (ids.length > LIMITS.ids || !ids.every((id) => /^[a-z][a-z0-9]{1,15}:\S{1,2000}$/.test(id))) {
    throw new ManiculeError("bad_value", "These are not the ids of a paper.");
  }
  return ids;
}
