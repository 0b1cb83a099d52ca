// Which version of a paper pages have named, and which its reader has seen.

import {dayOf, knownOf} from "../lib/revised.js";
import {told} from "../lib/view.js";

/** @typedef {import("../lib/replay.js").BookmarkRecord} BookmarkRecord */

const DAY = /^\d{4}-\d\d-\d\d$/;
const MOST_VERSIONS = 999;

/**
 * What a page says of the versions of a paper, as far as it says it.
 * @param {any} said
 * @returns {Record<string, any>} version, revised, withdrawn
 */
export function versionMeta(said) {
  const {version, revised} = seenNow(null, said, "");
  return {...(version ? {version} : {}), ...(revised ? {revised} : {}), ...(said?.withdrawn === true ? {withdrawn: true} : {})};
}

/**
 * What its reader has seen of a paper, once this was seen too.
 * @param {import("../lib/revised.js").Known | null} before
 * @param {any} said
 * @param {string} day
 * @returns {import("../lib/revised.js").Known}
 */
export function seenNow(before, said, day) {
  const version = Number.isInteger(said?.version) && said.version > 0 && said.version <= MOST_VERSIONS ? said.version : null;
  const revised = DAY.test(said?.revised) ? said.revised : "";
  const later = before && before.revised > revised ? before.revised : revised;
  return {version: before?.version && before.version > (version ?? 0) ? before.version : version, revised: later, day};
}

/**
 * What of that a bookmark has not met yet. Nobody has seen it by that: it is there for a search to find the revised.
 * @param {BookmarkRecord} record
 * @param {any} said
 */
export function versionNews({meta}, said) {
  return Object.fromEntries(Object.entries(versionMeta(said)).filter(([name, value]) => !(meta[name] >= value)));
}

/**
 * @param {BookmarkRecord} record
 * @param {any} said what a page says, version and revised among it
 * @param {number} at
 * @returns {{drafts: import("./edits.js").Draft[], undo: import("./edits.js").Undo}} nothing when it is known
 */
export function knownEdit(record, said, at) {
  if (!record.alive) return {drafts: [], undo: null}; // a deleted one says nothing of when it was saved
  const before = knownOf({known: told(record, "known", null), saved_at: record.saved_at});
  const value = seenNow(before, said, dayOf(at));
  if (JSON.stringify(value) === JSON.stringify(before)) return {drafts: [], undo: null};
  const base = record.fields.known?.rev ?? 0;
  const undo = {kind: "bookmark.set", body: {bookmark: record.id, field: "known", value: before}};
  return {drafts: [{op: "bookmark.set", bookmark: record.id, base, field: "known", value}], undo};
}
