// What each edit of a person becomes: the mutations that say it to the server, and the message that undoes it.
// Every function runs inside the transaction that keeps the edit, so what it decides cannot be overtaken.

import {news} from "./learn.js";
import {clean, LIMITS, rowMeta, webAddress} from "./limits.js";
import {knownEdit, seenNow, versionMeta} from "./versions.js";
import {ManiculeError} from "../lib/errors.js";
import {isDismissed, returnsTo} from "../lib/dismissed.js";
import {statusOf} from "../lib/replay.js";
import {dayOf} from "../lib/revised.js";
import {fold, tagIds, told} from "../lib/view.js";

/** @typedef {import("./replica.js").Replica} Replica */
/** @typedef {import("../lib/replay.js").BookmarkRecord} BookmarkRecord */
/** @typedef {{op: string, [member: string]: any}} Draft a mutation without mid and at */
/** @typedef {{kind: string, body: object} | null} Undo */
/** @typedef {{bookmark: string, drafts: Draft[], undo: Undo}} Edit */
/** @typedef {(replica: Replica, body: any) => Promise<Edit>} Plan */

const ID_BYTES = 16;

/**
 * @param {"bm" | "tag" | "lnk"} prefix
 * @returns {string} prefix, underscore, 22 characters of base64url: 128 random bits
 */
export function newId(prefix) {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return `${prefix}_${btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** @type {Record<string, Plan>} by message kind */
export const EDITS = {
  "bookmark.save": save,
  "bookmark.set": set,
  "bookmark.attach": attach,
  "bookmark.detach": detach,
  "bookmark.delete": remove,
  "bookmark.restore": restore,
  "bookmark.dismiss": dismiss,
  "bookmark.bring_back": bringBack,
  "bookmark.seen": seen,
  "note.edit": editNote,
  "note.resolve": resolveNote,
  "tag.add": addTag,
  "tag.remove": removeTag,
  "link.add": addLink,
  "link.remove": removeLink,
};

/** @type {Plan} */
async function save(replica, body) {
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
async function dismiss(replica, body) {
  const found = await replica.byIds(rowMeta(body.row).ids);
  if (found?.record?.alive) return set(replica, {bookmark: found.record.id, field: "status", value: "dismissed"});
  return create(found, body, {status: "dismissed"});
}

/**
 * A dismissed paper as it was before: with its earlier status, or not saved at all.
 * @type {Plan}
 */
async function bringBack(replica, {bookmark, base, note_sha256}) {
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
  return {bookmark, drafts, undo: {kind: "bookmark.delete", body: {bookmark}}};
}

/** @type {Record<string, (value: any) => boolean>} what a field may be set to */
const FIELDS = {
  status: (value) => ["to_read", "reading", "read", "dismissed"].includes(value),
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
async function set(replica, {bookmark, field, value}) {
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
async function seen(replica, {bookmark, told: said, at}) {
  const record = await needed(replica, bookmark);
  const venue = clean(said.venue, LIMITS.venue);
  const learnt = {op: "bookmark.meta", bookmark: record.id, meta: {...versionMeta(said), ...(venue ? {venue} : {})}, source: "listing"};
  const {drafts, undo} = knownEdit(record, said, at);
  return {bookmark: record.id, drafts: [...drafts, learnt], undo};
}

/**
 * `note_sha256`, of the note as it was shown, is made before the transaction: a digest is no request of a transaction's.
 * @type {Plan}
 */
async function remove(replica, {bookmark, base, note_sha256}) {
  const record = await needed(replica, bookmark);
  const undo = {kind: "bookmark.restore", body: {bookmark: record.id}};
  return {bookmark: record.id, drafts: [{op: "bookmark.delete", bookmark: record.id, base, note_sha256}], undo};
}

/** @type {Plan} */
async function attach(replica, {bookmark, ids}) {
  const record = await needed(replica, bookmark);
  const fresh = checkedIds(ids).filter((id) => !record.ids.includes(id));
  if (!fresh.length) return {bookmark: record.id, drafts: [], undo: null};
  const undo = {kind: "bookmark.detach", body: {bookmark: record.id, ids: fresh}};
  return {bookmark: record.id, drafts: [{op: "bookmark.attach", bookmark: record.id, ids: fresh}], undo};
}

/** @type {Plan} */
async function detach(replica, {bookmark, ids}) {
  const record = await needed(replica, bookmark);
  const gone = checkedIds(ids).filter((id) => record.ids.includes(id));
  if (record.ids.every((id) => gone.includes(id) || id.startsWith("title:"))) {
    throw new ManiculeError("last_identity", "This is all that says which paper it is. Remove the bookmark instead.");
  }
  if (!gone.length) return {bookmark: record.id, drafts: [], undo: null};
  const undo = {kind: "bookmark.attach", body: {bookmark: record.id, ids: gone}};
  return {bookmark: record.id, drafts: [{op: "bookmark.detach", bookmark: record.id, ids: gone}], undo};
}

/** @param {string[]} ids */
function checkedIds(ids) {
  if (ids.length > LIMITS.ids || !ids.every((id) => /^[a-z][a-z0-9]{1,15}:\S{1,2000}$/.test(id))) {
    throw new ManiculeError("bad_value", "These are no identities of a paper.");
  }
  return ids;
}

/** @type {Plan} */
async function restore(replica, {bookmark}) {
  const record = await needed(replica, bookmark);
  const undo = {kind: "bookmark.delete", body: {bookmark: record.id}};
  return {bookmark: record.id, drafts: [{op: "bookmark.restore", bookmark: record.id}], undo};
}

/** @type {Plan} */
async function editNote(replica, {bookmark, base_text, text, told: said, at}) {
  if (new TextEncoder().encode(text).length > LIMITS.note) {
    throw new ManiculeError("note_too_long", "A note can hold 256 KiB. Shorten it, or move a part to another paper.");
  }
  const record = await needed(replica, bookmark);
  const undo = {kind: "note.edit", body: {bookmark: record.id, base_text: text, text: base_text}};
  const drafts = text === base_text ? [] : [{op: "note.edit", bookmark: record.id, base_text, text}, ...knownEdit(record, said ?? {}, at).drafts];
  return {bookmark: record.id, drafts, undo: drafts.length ? undo : null};
}

/** @type {Plan} */
async function resolveNote(replica, {bookmark, copy, base_text, text, at}) {
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

/** @type {Plan} */
async function addTag(replica, {bookmark, name: typed}) {
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
async function removeTag(replica, {bookmark, name}) {
  const record = await needed(replica, bookmark);
  const tags = await carried(replica, record, name);
  if (!tags.length) return {bookmark: record.id, drafts: [], undo: null};
  const drafts = [{op: "bookmark.untag", bookmark: record.id, tags, base: record.rev}];
  return {bookmark: record.id, drafts, undo: {kind: "tag.add", body: {bookmark: record.id, name}}};
}

/** @type {Plan} */
async function addLink(replica, {bookmark, url, kind, title, origin}) {
  const address = webAddress(url);
  if (!address) throw new ManiculeError("bad_value", "A link is a web address that begins with http:// or https://, of at most 2,000 characters.");
  const record = await needed(replica, bookmark);
  if (Object.values(record.links).some((link) => link.v.url === address)) return {bookmark: record.id, drafts: [], undo: null};
  const value = {url: address, kind: LIMITS.kinds.includes(kind) ? kind : "page", title: clean(title, LIMITS.title), origin: origin ?? "mine"};
  const link = newId("lnk");
  const undo = {kind: "link.remove", body: {bookmark: record.id, link}};
  return {bookmark: record.id, drafts: [{op: "link.put", bookmark: record.id, link, base: 0, value}], undo};
}

/** @type {Plan} */
async function removeLink(replica, {bookmark, link}) {
  const record = await needed(replica, bookmark);
  const stored = record.links[link];
  if (!stored) return {bookmark: record.id, drafts: [], undo: null};
  const undo = {kind: "link.add", body: {bookmark: record.id, ...stored.v}};
  return {bookmark: record.id, drafts: [{op: "link.delete", bookmark: record.id, link, base: stored.rev}], undo};
}

/**
 * The bookmark an edit is about. A deleted one is edited too: the edit brings it back, and no typed word is lost.
 * @param {Replica} replica
 * @param {string} id
 * @returns {Promise<BookmarkRecord>}
 */
async function needed(replica, id) {
  const found = await replica.byId(id);
  if (!found?.record) throw new ManiculeError("unknown_bookmark", "This paper is not in the library any more. Save it again.");
  return {...found.record, fields: found.record.fields ?? {}, meta: found.record.meta ?? {}, tags: found.record.tags ?? {}, links: found.record.links ?? {}};
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
