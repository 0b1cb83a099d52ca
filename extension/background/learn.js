// What a page tells of a paper that is saved already: what was not known yet, once. What was taken off stays off.

import {rowMeta} from "./fitting.js";
import {versionNews} from "./versions.js";

/** @typedef {import("../lib/replay.js").BookmarkRecord} BookmarkRecord */
/** @typedef {import("../lib/replay.js").View} View */
/** @typedef {import("../lib/types.js").Row} Row */

/**
 * The mutation that tells a bookmark what a row knows of its paper and it does not; none when that is nothing.
 * @param {BookmarkRecord} record
 * @param {any} row
 * @param {string} source
 * @returns {import("./edits.js").Draft[]}
 */
export function news(record, row, source) {
  const {ids, meta} = rowMeta(row);
  const fresh = ids.filter((id) => !record.ids.includes(id) && record.id_sources?.[id] !== "detached");
  const told = Object.entries(meta).filter(([name]) => !record.meta?.[name]?.length);
  const versions = versionNews(record, row);
  if (!fresh.length && !told.length && !Object.keys(versions).length) return [];
  return [{op: "bookmark.meta", bookmark: record.id, ids: fresh, meta: {...Object.fromEntries(told), ...versions}, source}];
}

/** @type {import("./edits.js").Plan} a page is seen; nothing to undo, for nobody did anything */
export async function learn(replica, {bookmark, row, source}) {
  const found = await replica.byId(bookmark);
  const drafts = found?.record?.alive ? news(found.record, row, source) : [];
  return {bookmark, drafts, undo: null};
}

/**
 * Whether it is worth asking what a row knows: the bookmark was saved from an address alone, or this is the paper's own
 * page, which may name further ids. Lists complete nothing else: skimming must not become a stream of edits.
 * @param {View} view
 * @param {Row} paper
 * @param {string} source
 */
export function worthLearning(view, paper, source) {
  const bare = !view.title || !view.authors.length;
  const further = source === "page" && paper.ids.some((id) => !view.ids.includes(id));
  return (bare && Boolean(paper.title)) || further;
}

/**
 * Keeps what a list says of newer versions of saved papers. It is sent when next something is: looking causes no request.
 * @param {import("./store.js").Store} store
 * @param {({paper: Row, view: View | null} | null)[]} found the rows of a page
 */
export async function learnVersions(store, found) {
  for (const {paper, view} of found.filter((one) => one !== null)) {
    if (!view || !(paper.withdrawn || paper.revised || Number(paper.version) > 1)) continue;
    const {version, revised, withdrawn} = paper;
    await store.edit("bookmark.learn", {bookmark: view.id, row: {version, revised, withdrawn}, source: "listing"});
  }
}
