// The edits that wait, in order: one entry for each edit of a person, however many mutations say it. An entry's key is the
// `seq` of its first mutation, so that the one write which keeps an edit also numbers it.

import {done, readMeta} from "./database.js";
import {titledOf} from "./titled.js";
import {ManiculeError} from "../lib/errors.js";
import {LIMITS} from "../lib/sync.js";
import {fold} from "../lib/view.js";

/** @typedef {import("./replica.js").Entry} Entry */

/**
 * Adds one entry to the end of the outbox.
 * @param {IDBTransaction} transaction over outbox and meta
 * @param {import("./edits.js").Draft[]} drafts
 * @param {number} at
 */
export async function append(transaction, drafts, at) {
  const mutations = drafts.map(({mid: _old, seq: _gone, ...draft}) => ({mid: crypto.randomUUID(), at, ...draft}));
  const entry = entryOf(await nextSeq(transaction), mutations);
  if (sizeOf(mutations) > LIMITS.bytes) {
    throw new ManiculeError("too_large", "This edit is too large to be sent. Make it shorter.");
  }
  await done(transaction.objectStore("outbox").add(entry));
}

/**
 * The number of the next mutation.
 * @param {IDBTransaction} transaction over outbox and meta
 * @returns {Promise<number>}
 */
export async function nextSeq(transaction) {
  const last = (await done(transaction.objectStore("outbox").openCursor(null, "prev")))?.value;
  return last ? last.seq + last.mutations.length : ((await readMeta(transaction, "seq")) ?? 1);
}

/** @param {any} value @returns {number} bytes of it in a request */
export const sizeOf = (value) => new TextEncoder().encode(JSON.stringify(value)).length;

/**
 * Mutations in groups that each go in one request.
 * @param {any[]} mutations
 * @returns {any[][]}
 */
export function portions(mutations) {
  /** @type {any[][]} */
  const groups = [];
  let bytes = 0;
  for (const mutation of mutations) {
    const size = sizeOf(mutation);
    const group = groups.at(-1);
    const fits = group && group.length < LIMITS.mutations && bytes + size <= LIMITS.bytes;
    if (fits) group.push(mutation);
    else groups.push([mutation]);
    bytes = fits ? bytes + size : size;
  }
  return groups;
}

/**
 * @param {number} seq of the first mutation
 * @param {any[]} mutations
 * @returns {Entry}
 */
export function entryOf(seq, mutations) {
  const bookmark = mutations.find((mutation) => mutation.bookmark)?.bookmark;
  return {
    seq, mutations, ...(bookmark ? {bookmark} : {}),
    ids: [...new Set(mutations.flatMap(({op, ids}) => (op === "bookmark.detach" ? [] : (ids ?? []))))],
    tags: [...new Set(mutations.flatMap((mutation) => mutation.tag ?? []))],
    names: mutations.filter((mutation) => mutation.op === "tag.create" || mutation.op === "tag.rename").map((mutation) => fold(mutation.name)),
    titled: titledOf(mutations),
  };
}
