// What is set on a bookmark: status, rating, star, what was typed over its metadata, and what its reader has seen of its versions.

import {needed} from "./edited.js";
import {clean, webAddress} from "./fitting.js";
import {knownEdit, seenNow, versionMeta} from "./versions.js";
import {ManiculeError} from "../lib/errors.js";
import {LIMITS} from "../lib/limits.js";
import {STATUSES} from "../lib/statuses.js";
import {told} from "../lib/view.js";

/** @typedef {import("./edits.js").Plan} Plan */

/** @type {Record<string, (value: any) => boolean>} what a field may be set to */
const FIELDS = {
  status: (value) => Object.keys(STATUSES).includes(value),
  rating: (value) => value === null || [1, 2, 3, 4, 5].includes(value),
  starred: (value) => typeof value === "boolean",
  title: (value) => typeof value === "string" && value.length <= LIMITS.title,
  abstract: (value) => typeof value === "string" && value.length <= LIMITS.abstract,
  venue: (value) => typeof value === "string" && value.length <= LIMITS.venue,
  published: (value) => typeof value === "string" && value.length <= LIMITS.published,
  url: (value) => value === "" || webAddress(value) === value,
  known: (value) => typeof value?.day === "string" && JSON.stringify(value) === JSON.stringify(seenNow(null, value, value.day)),
  authors: (value) => Array.isArray(value) && value.every((name) => typeof name === "string" && name.length <= LIMITS.author),
};
/** @type {Record<string, any>} what a field is before anybody said anything; the others are empty text */
const UNTYPED = {status: "to_read", rating: null, starred: false, authors: []};

/** @type {Plan} */
export async function set(replica, {bookmark, field, value}) {
  if (!Object.hasOwn(FIELDS, field)) throw new ManiculeError("bad_value", `A bookmark has no field "${field}".`);
  if (!FIELDS[field](value)) throw new ManiculeError("bad_value", `This cannot be the ${field} of a bookmark.`);
  const record = await needed(replica, bookmark);
  const stored = record.fields?.[field];
  const before = told(record, field, field in UNTYPED ? UNTYPED[field] : "");
  const undo = {kind: "bookmark.set", body: {bookmark: record.id, field, value: before}};
  return {bookmark: record.id, drafts: [{op: "bookmark.set", bookmark: record.id, base: stored ? stored.rev : 0, field, value}], undo};
}

/**
 * Its reader has seen what a page says is new of a paper.
 * @type {Plan}
 */
export async function seen(replica, {bookmark, told: said, at}) {
  const record = await needed(replica, bookmark);
  const venue = clean(said.venue, LIMITS.venue);
  const learnt = {op: "bookmark.meta", bookmark: record.id, meta: {...versionMeta(said), ...(venue ? {venue} : {})}, source: "listing"};
  const {drafts, undo} = knownEdit(record, said, at);
  return {bookmark: record.id, drafts: [...drafts, learnt], undo};
}
