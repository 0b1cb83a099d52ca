// Edits of one bookmark: kept at once, told to every page, sent as soon as it can be.

import {EDITS} from "./edits.js";
import {papersOf, sourceOf} from "./pages.js";

/** @typedef {import("./handlers.js").Parts} Parts */

/**
 * @param {Parts} parts
 * @returns {Record<string, import("./handlers.js").Handler>}
 */
export function editHandlers({store, sites, syncer, changed}) {
  /** @param {string} kind @returns {import("./handlers.js").Handler} */
  const edit = (kind) => async (body) => {
    const prepared = "row" in body ? await understood(sites, body) : body;
    const {bookmark, undo, wrote, touched} = await (await store()).edit(kind, prepared);
    if (wrote) {
      await syncer.edited();
      changed(touched);
    }
    return {bookmark, undo};
  };
  return Object.fromEntries(Object.keys(EDITS).map((kind) => [kind, edit(kind)]));
}

/**
 * What a page wants saved, with the paper in place of the texts it sent.
 * @param {import("./sites.js").Sites} sites
 * @param {{row: object, found_on?: {url?: unknown} | null}} body
 */
async function understood(sites, {row, found_on}) {
  const [paper] = await papersOf(sites, [row]);
  return {row: paper ?? {}, found_on, source: await sourceOf(sites, found_on?.url, row)};
}
