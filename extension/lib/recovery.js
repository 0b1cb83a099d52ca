// After a server was restored from a backup: what this device still has and the server lost, said again as mutations.
// They carry `base: null`, which is always a tie: numbers of the lost history mean nothing in the new one.

import {statusOf} from "./replay.js";

/** @typedef {import("./replay.js").BookmarkRecord} BookmarkRecord */
/** @typedef {import("./replay.js").TagRecord} TagRecord */
/** @typedef {import("./replay.js").Mutation} Mutation */
/** @typedef {{op: string, at: number, [member: string]: any}} Draft a mutation without its mid */

/** Reasons of a recovery for which the server's history is whole: what was seen still holds. */
export const WHOLE = ["device_forked", "digest_differs"];

/**
 * @param {TagRecord} tag
 * @returns {Draft}
 */
export function tagAgain(tag) {
  return {op: "tag.create", at: 0, tag: tag.id, name: tag.name};
}

/**
 * @param {BookmarkRecord} old as last pulled before the server was restored; alive
 * @param {BookmarkRecord | null} now as the server has it; null when it has lost it
 * @returns {Draft[]} nothing when the server has all of it, or says that the paper was deleted
 */
export function bookmarkAgain(old, now) {
  if (now && !now.alive) return [];
  const bookmark = now?.id ?? old.id;
  /** @type {Draft[]} */
  const drafts = now ? learntSince(old, now) : [{op: "bookmark.create", at: old.saved_at, bookmark, ids: old.ids, meta: old.meta, found_on: old.found_on, source: "save", ...dismissedOnly(old)}];
  for (const [field, stored] of Object.entries(old.fields)) {
    if (field === "saved") continue; // said by the create
    const theirs = now?.fields[field];
    if (!theirs || stored.at > theirs.at) drafts.push({op: "bookmark.set", at: stored.at, bookmark, base: null, field, value: stored.v});
  }
  for (const text of [old.note.text, ...old.note_copies.map((copy) => copy.text)]) {
    const there = now ? [now.note.text, ...now.note_copies.map((copy) => copy.text)] : [];
    if (text && !there.includes(text)) drafts.push({op: "note.edit", at: old.updated_at, bookmark, base_text: common(now?.note.text ?? "", text), text});
  }
  for (const tag of Object.keys(old.tags)) {
    if (!now?.tags[tag]) drafts.push({op: "bookmark.tag", at: old.updated_at, bookmark, tag});
  }
  for (const [link, stored] of Object.entries(old.links)) {
    const theirs = now?.links[link];
    if (!theirs || stored.at > theirs.at) drafts.push({op: "link.put", at: stored.at, bookmark, link, base: null, value: stored.v});
  }
  return drafts;
}

/** @typedef {{ids: string[], meta: Record<string, any>, saved_at: number}} Was what a deleted paper was */

/**
 * What this device keeps of a paper that was deleted, and travels without it: enough to make it again, should an edit that
 * brings it back meet a server that was restored and never had it.
 * @param {{alive: boolean, alias_of: string | null}} row as pulled
 * @param {(BookmarkRecord & {was?: Was}) | null} before it was pulled
 * @returns {{was?: Was}}
 */
export function graveOf(row, before) {
  if (row.alive || row.alias_of || !before) return {};
  if (!before.alive) return before.was ? {was: before.was} : {};
  return {was: {ids: before.ids, meta: before.meta, saved_at: before.saved_at}};
}

/** Edits that bring a deleted paper back. */
const REVIVING = ["bookmark.set", "bookmark.attach", "bookmark.restore", "bookmark.tag", "note.edit", "link.put"];

/**
 * The deleted papers that waiting edits bring back.
 * @param {Mutation[]} mutations that wait
 * @returns {Set<string>} ids of bookmarks
 */
export const broughtBack = (mutations) => new Set(mutations.filter(({op}) => REVIVING.includes(op)).map(({bookmark}) => String(bookmark)));

/**
 * @param {{id: string, was: Was}} old a deleted paper
 * @returns {Draft}
 */
export function buriedAgain({id, was}) {
  return {op: "bookmark.create", at: was.saved_at, bookmark: id, ids: was.ids, meta: was.meta, source: "save"};
}

/**
 * A paper that was only dismissed is not saved by being sent again.
 * @param {BookmarkRecord} old
 */
function dismissedOnly(old) {
  return statusOf(old) === null ? {fields: {status: "dismissed"}} : {};
}

/**
 * Identities and what pages said, where the server has none of it: as the humblest of sources, which replaces nothing.
 * An identity says that the paper was saved, so no delete takes it away that had not seen it.
 * @param {BookmarkRecord} old
 * @param {BookmarkRecord} now
 * @returns {Draft[]}
 */
function learntSince(old, now) {
  const ids = old.ids.filter((id) => !now.ids.includes(id));
  const meta = Object.fromEntries(Object.entries(old.meta).filter(([name]) => !(name in now.meta)));
  if (!ids.length && !Object.keys(meta).length) return [];
  return [{op: ids.length ? "bookmark.create" : "bookmark.meta", at: old.updated_at, bookmark: now.id, ids, meta, source: "save"}];
}

/**
 * A waiting edit, for the history it will now arrive in.
 * @param {Mutation} mutation
 * @param {{forked: boolean, aliases: Map<string, string>}} how `forked`: the history is the same, only the device is new
 * @returns {Mutation}
 */
export function readdress(mutation, {forked, aliases}) {
  const moved = {...mutation};
  if (mutation.op !== "bookmark.create" && mutation.bookmark) moved.bookmark = behind(mutation.bookmark, aliases);
  if (mutation.op !== "tag.create" && mutation.tag) moved.tag = behind(mutation.tag, aliases);
  if (mutation.tags) moved.tags = mutation.tags.flatMap((/** @type {string} */ tag) => [...new Set([tag, behind(tag, aliases)])]);
  if (!forked && "base" in mutation) moved.base = null;
  return moved;
}

/**
 * @param {string} id
 * @param {Map<string, string>} aliases
 */
function behind(id, aliases) {
  for (let hops = 0; aliases.has(id) && hops < 20; hops++) id = /** @type {string} */ (aliases.get(id));
  return id;
}

const TOKEN = /\s+|[\p{L}\p{N}_]+|[^\s]/gu;
const MAX_COMPARISONS = 4_000_000;
const WORD_WEIGHT = 4096; // more than the white space that two such texts can share

/**
 * The longest text that both have, token by token, a word before any white space: as the base of a merge it makes the
 * merge their union, where a word that both have and the base has not would stand twice.
 * Texts too long to compare have nothing in common: then both are kept whole.
 * @param {string} one
 * @param {string} two
 */
export function common(one, two) {
  const [a, b] = [one.match(TOKEN) ?? [], two.match(TOKEN) ?? []];
  if (a.length * b.length > MAX_COMPARISONS) return "";
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j] ? lengths[(i + 1) * width + j + 1] + weight(a[i]) : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
    }
  }
  /** @type {string[]} */
  const shared = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      if (!grown(shared.at(-1), a[i])) shared.push(a[i]);
      i++;
      j++;
    } else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) i++;
    else j++;
  }
  return shared.join("");
}

/** @param {string} token */
const weight = (token) => (/^\s/.test(token) ? 1 : WORD_WEIGHT);

/**
 * Whether two tokens side by side would be read as one, which neither text has.
 * @param {string | undefined} before
 * @param {string} after
 */
function grown(before = "", after) {
  return [/^\s+$/, /^[\p{L}\p{N}_]+$/u].some((kind) => kind.test(before) && kind.test(after));
}
