// The extension's reader as one function: in the extension its halves run in the page and in the background.
import {pageOf, paperOf} from "../../extension/lib/papers.js";
import {findRows, openPage, readRow} from "../../extension/lib/rows.js";

/**
 * Every row of a document that is a paper, in its order; [] where the rule has no page for the address.
 * @param {Document} document @param {string} url
 * @param {import("../../extension/lib/types.js").Rule} rule
 * @param {import("../../extension/lib/types.js").Rules} keys
 * @returns {import("../../extension/lib/types.js").Row[]}
 */
export function readRows(document, url, rule, keys) {
  const page = pageOf(rule, url);
  const context = page && openPage(document, url, page);
  return context ? findRows(document, page).flatMap((elements) => paperOf(readRow(elements, context)?.raw, keys) ?? []) : [];
}
