// The row of a paper's own page, with what the page says of itself. Loaded on such pages alone.

import {readMetadata} from "../lib/metadata.js";

/**
 * The same rows: what is saved from them later has it too. A site that changes the page without a load leaves the tags of
 * the paper before in its head, so then only its rule counts.
 * @param {import("./types.js").Raw[]} rows
 * @param {string} url of the page, without fragment
 */
export function whole(rows, url) {
  const [loaded] = performance.getEntriesByType("navigation");
  const fresh = !loaded || loaded.name.split("#")[0] === url;
  for (const raw of fresh ? rows : []) raw.about = readMetadata(document, url);
  return rows;
}
