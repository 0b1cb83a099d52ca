// The index of titles: by which title a bookmark is found when a row shows that title under another id.

import {folded, telling} from "../lib/titles.js";
import {told} from "../lib/view.js";

/**
 * What a record carries for the index: nothing where its title does not say enough to be one paper's.
 * @param {any} record as pulled
 * @returns {{titled?: string}}
 */
export function titleOf(record) {
  const titled = record.alive ? said(told({fields: {}, meta: {}, ...record}, "title", "")) : "";
  return titled ? {titled} : {};
}

/**
 * The same for an entry of the outbox.
 * @param {any[]} mutations
 * @returns {string[]}
 */
export function titledOf(mutations) {
  const titles = mutations.flatMap(({field, value, meta, fields}) => [field === "title" ? value : "", meta?.title ?? "", fields?.title ?? ""]);
  return [...new Set(titles.map(said).filter(Boolean))];
}

/** @param {unknown} title */
function said(title) {
  const fold = typeof title === "string" ? folded(title) : "";
  return telling(fold) ? fold : "";
}
