// A paper comes into the library and leaves it: saved, dismissed, removed, and each of these undone.

import {needed, newId} from "./edited.js";
import {set} from "./edits_fields.js";
import {news} from "./learn.js";
import {clean, rowMeta, webAddress} from "./fitting.js";
import {seenNow, versionMeta} from "./versions.js";
import {isDismissed, returnsTo} from "../lib/dismissed.js";
import {ManiculeError} from "../lib/errors.js";
import {LIMITS} from "../lib/limits.js";
import {statusOf} from "../lib/replay.js";
import {dayOf} from "../lib/revised.js";

/** @typedef {import("./edits.js").Draft} Draft */
/** @typedef {import("./edits.js").Edit} Edit */
/** @typedef {import("./edits.js").Plan} Plan */

/** @type {Plan} */
export async function save(replica, body) {
  const {ids} = rowMeta(body.row);
  const found = await replica.byIds(ids);
  if (!found?.record?.alive) return create(found, body, {});
  const {record} = found;
  if (isDismissed(record)) return set(replica, {bookmark: record.id, field: "status", value: statusOf(record) ?? "to_read"});
  return {bookmark: record.id, drafts: news(record, body.row, body.source).map(savedAgain), undo: null};
}

/**
 * An identity that a save brings is saved with it: no delete takes it away that had not seen this, as it would what a
 * page merely told.
 * @param {Draft} draft
 * @returns {Draft}
 */
const savedAgain = (draft) => (draft.ids?.length ? {...draft, op: "bookmark.create"} : draft);

/**
 * A row out of the way, whether it was saved or not.
 * @type {Plan}
 */
export async function dismiss(replica, body) {
  const found = await replica.byIds(rowMeta(body.row).ids);
  if (found?.record?.alive) return set(replica, {bookmark: found.record.id, field: "status", value: "dismissed"});
  return create(found, body, {status: "dismissed"});
}

/**
 * A dismissed paper as it was before: with its earlier status, or not saved at all.
 * @type {Plan}
 */
export async function bringBack(replica, {bookmark, base, note_sha256}) {
  const record = await needed(replica, bookmark);
  if (!isDismissed(record)) return {bookmark: record.id, drafts: [], undo: null};
  const value = returnsTo(record);
  return value ? set(replica, {bookmark, field: "status", value}) : remove(replica, {bookmark, base, note_sha256});
}

/**
 * @param {import("./replica.js").Found | null} found a deleted bookmark of the paper, if there is one
 * @param {any} body
 * @param {Record<string, any>} fields typed with it
 * @returns {Edit}
 */
function create(found, {row, found_on, source, at}, fields) {
  const {ids, meta, links} = rowMeta(row);
  const versions = versionMeta(row);
  if (versions.version) fields = {...fields, known: seenNow(null, row, dayOf(at))};
  if (!ids.length) throw new ManiculeError("not_a_paper", "Nothing on this row says which paper it is, so it cannot be saved.");
  const bookmark = found?.record?.id ?? newId("bm");
  const place = webAddress(found_on?.url ?? "") && {url: webAddress(found_on.url), title: clean(found_on.title, LIMITS.title), at};
  /** @type {Draft[]} */
  const drafts = [{op: "bookmark.create", bookmark, ids, meta: {...meta, ...versions}, source, ...(Object.keys(fields).length ? {fields} : {}), ...(place ? {found_on: place} : {})}];
  for (const value of links) drafts.push({op: "link.put", bookmark, link: newId("lnk"), base: 0, value});
  return {bookmark, drafts, undo: {kind: "bookmark.delete", body: {bookmark, base: found?.record?.rev ?? 0}}};
}

/**
 * `base` is what its author has seen; of an undo, what there was before the edit that it undoes: what others wrote since
 * stays. `note_sha256`, of the note as it was shown, is made before the transaction: a digest is no request of a transaction's.
 * @type {Plan}
 */
export async function remove(replica, {bookmark, base, note_sha256}) {
  const record = await needed(replica, bookmark);
  const undo = {kind: "bookmark.restore", body: {bookmark: record.id}};
  return {bookmark: record.id, drafts: [{op: "bookmark.delete", bookmark: record.id, base, note_sha256}], undo};
}

/** @type {Plan} */
export async function restore(replica, {bookmark}) {
  const record = await needed(replica, bookmark);
  const undo = {kind: "bookmark.delete", body: {bookmark: record.id, base: record.rev}};
  return {bookmark: record.id, drafts: [{op: "bookmark.restore", bookmark: record.id}], undo};
}
