// What the reader said is not related: never that pair again, and of a bookmark refused often less.

import {meets} from "./keys.js";

const ONCE = 1; // refused on one row says nothing of others
const LESS = 0.9; // what a hint's score is worth for each further row

/**
 * `ids`: all of the row's paper.
 * @typedef {{bookmark: string, ids: string[]}} Refusal
 * @typedef {ReturnType<typeof createRefusals>} Refusals
 */

/** @param {Iterable<Refusal>} known */
export function createRefusals(known) {
  /** @type {Map<string, Refusal[]>} by bookmark */
  const refused = new Map();
  /** @param {Refusal} refusal */
  const add = (refusal) => {
    remove(refusal);
    refused.set(refusal.bookmark, [...(refused.get(refusal.bookmark) ?? []), refusal]);
  };
  /** @param {Refusal} refusal */
  const remove = ({bookmark, ids}) =>
    void refused.set(bookmark, (refused.get(bookmark) ?? []).filter((one) => !meets(one.ids, ids)));
  for (const refusal of known) add(refusal);
  return {
    add, remove,
    /** The bookmarks not to show on the row of a paper. @param {string[]} ids of the paper */
    of: (ids) => new Set([...refused].filter(([, all]) => all.some((one) => meets(one.ids, ids))).map(([bookmark]) => bookmark)),
    /** What a score is worth after all refusals of its bookmark. @param {string} bookmark @param {number} score */
    worth: (bookmark, score) => score * LESS ** Math.max(0, (refused.get(bookmark)?.length ?? 0) - ONCE),
  };
}
