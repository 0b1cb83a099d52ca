// What pages hear and say of rows whose title is that of a saved paper.

import {checkedIds} from "./edits_ids.js";
import {ManiculeError} from "../lib/errors.js";

/** @typedef {import("./handlers.js").Parts} Parts */

/**
 * @param {Pick<Parts, "store">} parts
 * @returns {Record<string, import("./handlers.js").Handler>}
 */
export function sameHandlers({store}) {
  /** @param {string} bookmark @param {string[]} row @param {boolean} other */
  const remember = async (bookmark, row, other) => {
    if (bookmark.length > 100) throw new ManiculeError("bad_value", "This is not the id of a bookmark.");
    await (await store()).setUnlike(bookmark, checkedIds(row), other);
  };
  return {
    "same.refuse": async ({bookmark, row}) => {
      await remember(bookmark, row, true);
      return {bookmark: null, undo: {kind: "same.allow", body: {bookmark, row}}};
    },
    "same.allow": async ({bookmark, row}) => {
      await remember(bookmark, row, false);
      return {bookmark: null, undo: null};
    },
  };
}

/**
 * What each row that is not saved is probably the same as; null for the others.
 * @param {Parts["store"]} store
 * @param {({paper: import("../lib/types.js").Row, view: unknown} | null)[]} found
 */
export async function alikeOf(store, found) {
  if (found.every((one) => !one || one.view)) return found.map(() => null);
  return (await store()).alike(found.map((one) => (one && !one.view ? one.paper : null)));
}
