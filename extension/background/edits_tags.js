// Tags put on a bookmark and taken off.

import {needed, newId} from "./edited.js";
import {ManiculeError} from "../lib/errors.js";
import {LIMITS} from "../lib/limits.js";
import {fold, tagIds} from "../lib/view.js";

/** @typedef {import("./replica.js").Replica} Replica */
/** @typedef {import("../lib/replay.js").BookmarkRecord} BookmarkRecord */
/** @typedef {import("./edits.js").Draft} Draft */
/** @typedef {import("./edits.js").Plan} Plan */

/** @type {Plan} */
export async function addTag(replica, {bookmark, name: typed}) {
  const name = tagName(typed);
  const record = await needed(replica, bookmark);
  if ((await carried(replica, record, name)).length) return {bookmark: record.id, drafts: [], undo: null};
  if (tagIds(record).length >= LIMITS.tags) throw new ManiculeError("too_many_tags", `A bookmark can carry ${LIMITS.tags} tags.`);
  return {bookmark: record.id, drafts: await tagDrafts(replica, record.id, name), undo: {kind: "tag.remove", body: {bookmark: record.id, name}}};
}

/** @param {string} typed @returns {string} as a tag is kept; throws ManiculeError */
export function tagName(typed) {
  const name = typed.trim().replace(/\s+/gu, " ");
  if (!name || name.length > LIMITS.tag) throw new ManiculeError("bad_value", `A tag has between 1 and ${LIMITS.tag} characters.`);
  return name;
}

/**
 * What puts a tag on a bookmark, and makes it where it is new.
 * @param {Replica} replica
 * @param {string} bookmark
 * @param {string} name
 * @returns {Promise<Draft[]>}
 */
export async function tagDrafts(replica, bookmark, name) {
  const known = await replica.tagNamed(name);
  const tag = known?.id ?? newId("tag");
  return [...(known ? [] : [{op: "tag.create", tag, name}]), {op: "bookmark.tag", bookmark, tag}];
}

/** @type {Plan} */
export async function removeTag(replica, {bookmark, name}) {
  const record = await needed(replica, bookmark);
  const tags = await carried(replica, record, name);
  if (!tags.length) return {bookmark: record.id, drafts: [], undo: null};
  const drafts = [{op: "bookmark.untag", bookmark: record.id, tags, base: record.rev}];
  return {bookmark: record.id, drafts, undo: {kind: "tag.add", body: {bookmark: record.id, name}}};
}

/**
 * @param {Replica} replica
 * @param {BookmarkRecord} record
 * @param {string} name
 * @returns {Promise<string[]>} ids of the tags it carries under this name
 */
async function carried(replica, record, name) {
  const names = await replica.tagNames(record);
  return [...names].filter(([, one]) => fold(one) === fold(name)).map(([id]) => id);
}
